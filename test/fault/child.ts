import type { Channel } from '../../bots/channel.ts'
import { createLog } from '../../server/log.ts'
import { openParley } from '../../server/parley.ts'
import { readSettings } from '../../server/settings.ts'
import type { Store } from '../../server/store.ts'

/*
 * Parley as it ships, with something around its store and channels: it can die at a named point, and it can be a
 * mutant that lacks one guarantee, to show that the run would notice.
 *   FAULT_POINT  where to die: verify, before-append, after-append, before-commit, after-commit, after-claim,
 *                before-settle (the platform has the message), after-settle
 *   FAULT_PASS   at which pass of that point, from 1
 *   MUTANT       dedupe: keys are never the same; epoch: no send of the bot's is ever too old; again: nobody is told
 *                that an earlier lease ran out
 */
const { FAULT_POINT, FAULT_PASS = '1', MUTANT } = process.env
let passes = 0

function point(name: string): void {
  if (name === FAULT_POINT && ++passes === Number(FAULT_PASS)) process.kill(process.pid, 'SIGKILL')
}

function around<Given extends unknown[], Result>(name: string, act: (...given: Given) => Promise<Result>) {
  return async (...given: Given): Promise<Result> => {
    point(`before-${name}`)
    const result = await act(...given)
    point(`after-${name}`)
    return result
  }
}

let fresh = 0
const mutate = (store: Store): Store => ({
  ...store,
  ...(MUTANT === 'dedupe'
    ? {
        append: (identity, items, options) =>
          store.append(
            identity,
            items.map((item) => ({ ...item, key: `${item.key}~${process.pid}.${++fresh}` })),
            options,
          ),
      }
    : {}),
  ...(MUTANT === 'epoch'
    ? {
        commit: (turn) =>
          store.commit({ ...turn, jobs: turn.jobs.map((job) => ({ ...job, author: 'agent' as const })) }),
      }
    : {}),
  ...(MUTANT === 'again'
    ? {
        claim: async (options) => (await store.claim(options)).map((claim) => ({ ...claim, again: false })),
      }
    : {}),
})

const breakable = (given: Store): Store => {
  const store = mutate(given)
  return {
    ...store,
    append: around('append', store.append),
    commit: around('commit', store.commit),
    claim: around('claim', store.claim),
    settle: around('settle', store.settle),
  }
}

const watched = (channels: Record<string, Channel>): Record<string, Channel> =>
  Object.fromEntries(
    Object.entries(channels).map(([name, channel]) => [
      name,
      {
        ...channel,
        verify: (...given: Parameters<Channel['verify']>) => {
          const genuine = channel.verify(...given)
          if (name === 'telegram' && genuine) point('verify')
          return genuine
        },
      },
    ]),
  )

const settings = readSettings(process.env)
const parley = await openParley({
  settings,
  env: process.env,
  log: createLog(settings),
  wrap: { store: breakable, channels: watched },
})
const url = await parley.listen()
const token = (await parley.people.all()).length === 0 ? await parley.people.invite('admin') : null
process.send?.({ url, token })
process.on('SIGTERM', () => void parley.close().then(() => process.exit(0)))
process.on('disconnect', () => process.exit(1)) // the run is gone
