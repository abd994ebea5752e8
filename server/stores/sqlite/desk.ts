import type { Commit, Store, StoreOptions } from '../../store.ts'
import type { Database } from './group.ts'
import { integer, text } from './row.ts'

/** Which agents are on duty, and what they hold. */
export function desk(
  { sql, read, write }: Database,
  { clock }: StoreOptions,
): Pick<Store, 'attend' | 'attending'> {
  return {
    attend: (agent, until) =>
      write(() => {
        if (until === 0) sql.run`DELETE FROM presence WHERE agent = ${agent}`
        else
          sql.run`
            INSERT INTO presence(agent, until) VALUES(${agent}, ${until})
            ON CONFLICT DO UPDATE SET until = excluded.until`
      }),

    attending: () =>
      read(() =>
        sql.all`
          SELECT agent, (SELECT coalesce(sum(weight), 0) FROM holdings WHERE holdings.agent = presence.agent) AS load
          FROM presence WHERE until > ${clock()} ORDER BY agent`.map((row) => ({
          agent: text(row, 'agent'),
          load: integer(row, 'load'),
        })),
      ),
  }
}

/** Whether the agent can hold this conversation too; one that is held already is counted once. */
export function hasRoom(
  { sql }: Database,
  conversation: string,
  { agent, weight, limit }: NonNullable<Commit['reserve']>,
): boolean {
  const others = sql.get`
    SELECT coalesce(sum(weight), 0) AS load FROM holdings
    WHERE agent = ${agent} AND conversation <> ${conversation}`
  return integer(others ?? {}, 'load') + weight <= limit
}

/** Gives the conversation out of some agents' hands and into another's, in the caller's transaction. */
export function hold({ sql }: Database, { conversation, free, reserve }: Commit): void {
  for (const agent of free)
    sql.run`DELETE FROM holdings WHERE agent = ${agent} AND conversation = ${conversation}`
  if (!reserve) return
  sql.run`
    INSERT INTO holdings(agent, conversation, weight)
    VALUES(${reserve.agent}, ${conversation}, ${reserve.weight})
    ON CONFLICT DO UPDATE SET weight = excluded.weight`
}
