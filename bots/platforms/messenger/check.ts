import Type from 'typebox'
import { fits } from '../fits.ts'

type Row = { name: string; ok: boolean; help?: string }

/** Whether a page or an Instagram account works, in words: its token, and what Meta delivers of it. */
export async function check(
  ask: (path: string) => Promise<unknown>,
  { own, who, webhook }: { own: string; who: string; webhook: string | null },
): Promise<Row[]> {
  const found = await ask(`${own}?fields=id`).catch(wordsOf)
  if (typeof found === 'string')
    return [{ name: 'Access token', ok: false, help: `${found} Make a new token in the app dashboard.` }]
  const apps = await ask(`${own}/subscribed_apps`).catch(wordsOf)
  return [{ name: 'Access token', ok: true }, address(webhook), subscription(apps, who)]
}

function address(webhook: string | null): Row {
  if (webhook !== null) return { name: 'Address', ok: true }
  return { name: 'Address', ok: false, help: 'Parley has no public address. Set PUBLIC_URL.' }
}

const Apps = Type.Object({
  data: Type.Array(Type.Object({ subscribed_fields: Type.Optional(Type.Array(Type.String())) })),
})

const needed = ['messages', 'messaging_postbacks']

function subscription(apps: unknown, who: string): Row {
  const name = 'Subscription'
  if (!fits(Apps, apps))
    return { name, ok: false, help: typeof apps === 'string' ? apps : `${who} gave an answer that is none.` }
  const fields = apps.data.flatMap(({ subscribed_fields: all = [] }) => all)
  const missing = needed.filter((field) => !fields.includes(field))
  if (missing.length === 0) return { name, ok: true }
  return { name, ok: false, help: `Subscribe the app to ${missing.join(' and ')} in the app dashboard.` }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
