import type { Plugin } from '../app.ts'

/** The queues of the live bots, and how many conversations wait in each. */
export const queues: Plugin = (app, { releases, store }) => {
  app.get('', async () => {
    const live = await Promise.all(releases.live().map((name) => releases.of(name)))
    const { queues: waiting } = await store.counts()
    const names = new Set(live.flatMap(({ bot }) => bot.queues))
    return { items: [...names].map((name) => ({ name, waiting: waiting[name] ?? 0 })) }
  })
}
