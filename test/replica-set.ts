import { setTimeout as sleep } from 'node:timers/promises'
import { findMongod } from './find-mongod.ts'
import { asked, initiate, type Launched, launch, setName } from './mongod.ts'

export type ReplicaSet = NonNullable<Awaited<ReturnType<typeof startReplicaSet>>>

/** A replica set of three members, of which the primary can be killed or made to step down; null where no mongod can be had. */
export async function startReplicaSet() {
  const binary = findMongod()
  if (binary === null) return null
  const members: Launched[] = []
  for (let at = 0; at < 3; at++) members.push(await launch({ binary, set: setName }))
  await initiate(members.map(({ port }) => port))
  const hosts = members.map(({ port }) => `127.0.0.1:${port}`).join(',')

  async function primary(): Promise<Launched> {
    for (;;) {
      for (const member of members) {
        const is = await asked(member.port, (admin) => admin.command({ hello: 1 })).catch(() => null)
        if (is?.isWritablePrimary) return member
      }
      await sleep(50)
    }
  }

  await primary()
  return {
    url: (database: string) => `mongodb://${hosts}/${database}?replicaSet=${setName}`,
    /** Kills the primary at once; what is returned starts it again. */
    async killPrimary(): Promise<() => Promise<void>> {
      const member = await primary()
      await member.kill()
      return member.restart
    },
    /** Makes the primary give up its place, for twenty seconds at the least. */
    async stepDown(): Promise<void> {
      const { port } = await primary()
      // The server may close the connection before it answers.
      await asked(port, (admin) =>
        admin.command({ replSetStepDown: 20, secondaryCatchUpPeriodSecs: 10 }),
      ).catch(() => undefined)
    },
    stop: async () => void (await Promise.all(members.map(({ stop }) => stop()))),
  }
}
