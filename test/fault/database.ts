import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Store } from '../../server/store.ts'
import { mongodb } from '../../server/stores/mongodb.ts'
import { sqlite } from '../../server/stores/sqlite.ts'
import { startMongod } from '../mongod.ts'
import { startReplicaSet } from '../replica-set.ts'
import { startLine } from './line.ts'

/** What the nodes of a run store in, and how it can be made to fail. */
export interface Database {
  /** What a node is given to find it. */
  url: string
  folder: string
  /** One more handle beside those of the nodes. */
  open(): Promise<Store>
  /** Cuts it off from the nodes; what is returned brings it back. */
  break?(how: 'cut' | 'hole'): () => void
  /** Kills the primary; what is returned starts that member again. */
  killPrimary?(): Promise<() => Promise<void>>
  stepDown?(): Promise<void>
  stop(): Promise<void>
}

export type Kind = 'sqlite' | 'mongodb'

/** An empty database. A MongoDB of one member can be cut off; one of three can lose its primary. */
export async function startDatabase(kind: Kind, members: number): Promise<Database> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-fault-'))
  const options = { clock: Date.now, reopen: 86_400_000 }
  const remove = () => rm(folder, { recursive: true, force: true })
  if (kind === 'sqlite') {
    const url = `sqlite:${join(folder, 'parley.db')}`
    return { url, folder, open: () => sqlite(`${url}?shared`, options), stop: remove }
  }
  if (members > 1) {
    const set = needed(await startReplicaSet())
    const url = set.url('fault')
    const { killPrimary, stepDown } = set
    return {
      url,
      folder,
      open: () => mongodb(url, options),
      killPrimary,
      stepDown,
      stop: () => set.stop().finally(remove),
    }
  }
  const mongod = needed(await startMongod())
  const line = await startLine(mongod.port)
  return {
    url: `mongodb://127.0.0.1:${line.port}/fault?directConnection=true`,
    folder,
    open: () => mongodb(mongod.url('fault'), options),
    break: (how) => {
      line.break(how)
      return line.mend
    },
    async stop() {
      await line.close()
      await mongod.stop()
      await remove()
    },
  }
}

function needed<Started>(started: Started | null): Started {
  if (started === null) throw new Error('This run needs a mongod.')
  return started
}
