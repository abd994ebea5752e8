import type { Costs } from './api.ts'
import type { Store } from './store.ts'

/** What the messages of a conversation cost, summed over its whole journal. */
export async function costs(store: Store, conversation: string): Promise<Costs> {
  const sums = new Map<string, Costs['items'][number]>()
  for (let after = 0; ; ) {
    const entries = await store.entries({ conversation }, { after, limit: 500 })
    for (const { event } of entries) {
      if (event.type !== 'sent' || !event.cost) continue
      const { currency, amount, segments = 0 } = event.cost
      const sum = sums.get(currency) ?? { currency, amount: 0, segments: 0, messages: 0 }
      sums.set(currency, {
        currency,
        amount: Math.round((sum.amount + amount) * 1e6) / 1e6,
        segments: sum.segments + segments,
        messages: sum.messages + 1,
      })
    }
    const last = entries.at(-1)
    if (!last || entries.length < 500) return { items: [...sums.values()] }
    after = last.position
  }
}
