import { createServer, type IncomingMessage } from 'node:http'

/** Somebody waits for the bot to write to their chat. */
interface Wait {
  text: string
  resolve(): void
}

export type Platform = Awaited<ReturnType<typeof startPlatform>>

/** A stand-in for the Bot API that takes messages and tells who waits for them; as small as can be, for it shares the processor. */
export async function startPlatform() {
  const waits = new Map<number, Wait>()
  const seen = { replies: 0, wrong: 0, unasked: 0 }

  const server = createServer(async (request, response) => {
    const { chat_id: chat, text } = JSON.parse(await read(request))
    const wait = waits.get(chat)
    waits.delete(chat)
    seen.replies += 1
    if (!wait) seen.unasked += 1
    else if (wait.text !== text) seen.wrong += 1
    const sent = { message_id: seen.replies, date: 1_790_000_000, chat: { id: chat, type: 'private' }, text }
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ ok: true, result: sent }))
    wait?.resolve()
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    /** How many messages came, how many of them with other words than expected, and to chats that expected none. */
    seen,
    /** Resolves when the chat is written to; it is noted whether it is with these words. */
    reply: (chat: number, text: string) =>
      new Promise<void>((resolve) => {
        waits.set(chat, { text, resolve })
      }),
    async close(): Promise<void> {
      const closed = new Promise((done) => server.close(done))
      server.closeAllConnections()
      await closed
    },
  }
}

async function read(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of request.setEncoding('utf8')) text += part
  return text
}
