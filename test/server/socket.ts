import WebSocket from 'ws'
import { until } from './opened.ts'

export type Socket<Heard, Said> = Awaited<ReturnType<typeof socket<Heard, Said>>>

/**
 * A live connection as a browser opens it. `heard` is all that came so far, in order; `closed` gives the code.
 * Throws with the status when the server does not let it in.
 */
export async function socket<Heard, Said>(
  url: string,
  { origin, cookie }: { origin?: string; cookie?: string } = {},
) {
  const wire = new WebSocket(url.replace('http', 'ws'), {
    headers: { ...(origin ? { origin } : {}), ...(cookie ? { cookie } : {}) },
  })
  const heard: Heard[] = []
  wire.on('message', (data) => {
    heard.push(JSON.parse(String(data)))
  })
  const closed = new Promise<number>((resolve) => wire.once('close', resolve))
  await new Promise((resolve, reject) => {
    wire.once('open', resolve)
    wire.once('error', reject)
  })
  wire.on('error', () => undefined) // what comes after it is open ends in `closed`
  return {
    heard,
    closed,
    say: (message: Said) => wire.send(JSON.stringify(message)),
    sayRaw: (text: string) => wire.send(text),
    /** The first message, come already or still to come, that is one of these. */
    next: <Wanted extends Heard>(is: (message: Heard) => message is Wanted): Promise<Wanted> =>
      until(() => heard.find(is)),
    /** Cuts the line without a goodbye. */
    cut: () => wire.terminate(),
  }
}
