import Type, { type Static } from 'typebox'
import Value from 'typebox/value'

type Row = { name: string; ok: boolean; help?: string }

/**
 * Whether a bot works, in words: its token, and where Telegram delivers. `webhook` is where it should (null
 * without a public address), or null for a bot that polls.
 */
export async function check(
  ask: (method: string) => Promise<unknown>,
  webhook: { url: string | null; now: number } | null,
): Promise<Row[]> {
  const me = await ask('getMe').catch(wordsOf)
  if (typeof me === 'string')
    return [
      {
        name: 'Token',
        ok: false,
        help: `${me} Look at the token that @BotFather gave, and at the address of the API.`,
      },
    ]
  const info = await ask('getWebhookInfo').catch(wordsOf)
  if (!Value.Check(Info, info))
    return [token, { name: 'Receiving', ok: false, help: typeof info === 'string' ? info : strange }]
  return [
    token,
    webhook === null ? polling(info.url) : receiving(info.url, webhook.url),
    ...delivery(info, webhook?.now),
  ]
}

const token: Row = { name: 'Token', ok: true }
const strange = 'Telegram gave an answer that is none. Look at the address of the Bot API.'
const hour = 3_600_000

// https://core.telegram.org/bots/api#webhookinfo
const Info = Type.Object({
  url: Type.String(),
  last_error_date: Type.Optional(Type.Integer()),
  last_error_message: Type.Optional(Type.String()),
})

function polling(url: string): Row {
  if (url === '') return { name: 'Receiving', ok: true }
  const help = `Telegram delivers to ${url}, so it cannot be asked for messages. Another program may use this bot.`
  return { name: 'Receiving', ok: false, help }
}

function receiving(url: string, wanted: string | null): Row {
  if (wanted === null)
    return {
      name: 'Receiving',
      ok: false,
      help: 'Parley has no public address. Set PUBLIC_URL, or receive by polling.',
    }
  if (url === wanted) return { name: 'Receiving', ok: true }
  const now = url === '' ? 'Telegram delivers nowhere' : `Telegram delivers to ${url}`
  return { name: 'Receiving', ok: false, help: `${now}, not to ${wanted}. Restart Parley to set it anew.` }
}

function delivery(info: Static<typeof Info>, now?: number): Row[] {
  if (now === undefined) return []
  const { last_error_date: at, last_error_message: said } = info
  if (at === undefined || now - at * 1000 > hour) return [{ name: 'Deliveries', ok: true }]
  const minutes = Math.max(0, Math.round((now - at * 1000) / 60_000))
  const help = `${minutes} minutes ago Telegram could not deliver: ${said ?? 'it does not say why'}.`
  return [{ name: 'Deliveries', ok: false, help }]
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
