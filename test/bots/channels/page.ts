import { createHmac } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import type { Channel, WebhookRequest } from '../../../bots/channel.ts'
import type { PageCall } from '../../../bots/platforms/messenger/render.ts'
import { faults, graphError, startGraphApi } from '../../doubles/graph-api.ts'
import { channelContract, type Shown } from './contract.ts'

type Told = Parameters<typeof channelContract>[0]['fixtures'][string]['becomes']

/** The contract of a channel that speaks as pages do: Messenger and Instagram; gives what its other tests need. */
export function pageContract<Settings extends { apiBase: string; appSecret?: string }>(
  name: string,
  channel: Channel<Settings, PageCall>,
  settings: Settings,
  expected: Record<string, Told>,
) {
  const folder = new URL(`../../fixtures/${name}/`, import.meta.url)
  const fixture = (file: string) => readFileSync(new URL(`${file}.json`, folder), 'utf8')
  const names = readdirSync(folder).flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -5)] : []))
  const signed = (body: string, secret = settings.appSecret ?? '') =>
    `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
  const delivery = (body: string, signature: string | undefined = signed(body)): WebhookRequest => ({
    method: 'POST',
    url: `/hooks/${name}/shop`,
    query: {},
    headers: { 'x-hub-signature-256': signature },
    body: Buffer.from(body),
  })

  channelContract({
    channel,
    settings,
    genuine: (body) => delivery(body),
    forged: (body) => ({
      'without a signature': { ...delivery(body), headers: {} },
      'signed with another secret': delivery(body, signed(body, 'another')),
      'signed for another body': delivery(body, signed(`${body} `)),
      'half of the signature': delivery(body, signed(body).slice(0, 40)),
      'an empty signature': delivery(body, ''),
    }),
    fixtures: Object.fromEntries(
      names.map((file) => [file, { body: fixture(file), becomes: expected[file] ?? [] }]),
    ),
    unknown: [fixture('unknown_event'), fixture('unknown_attachment')],
    batch: { body: fixture('batch_bad_item'), good: 2 },
    shown,
    buttonBytes: 1000,
    platform: async () => {
      const api = await startGraphApi()
      const how = { ...faults, blocked: graphError(400, 551, 'This person is not available', 1545041) }
      return {
        settings: { ...settings, apiBase: api.url },
        fail: (fault) => {
          api.calls.length = 0
          api.fail(how[fault])
        },
        late: () => api.fail(graphError(400, 10, 'Outside of the allowed window', 2018278)),
        arrived: () => api.arrived(({ path }) => path.endsWith('/messages')),
        close: api.close,
      }
    },
  })
  return { delivery, fixture, names }
}

interface Shape {
  text?: string
  quick_replies?: { title: string; payload: string }[]
  attachment?: {
    payload: {
      elements?: { title: string; subtitle?: string; buttons?: { title: string; payload: string }[] }[]
    }
  }
}

function shown({ body }: PageCall): Shown {
  const { text, quick_replies: replies = [], attachment }: Shape = JSON.parse(JSON.stringify(body.message))
  const [element] = attachment?.payload.elements ?? []
  const words = [text, element?.title, element?.subtitle].filter(Boolean).join('\n')
  return {
    text: words,
    buttons: [...replies, ...(element?.buttons ?? [])].map(({ title, payload }) => ({
      text: title,
      data: payload,
    })),
  }
}
