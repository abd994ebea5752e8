export type Mode = 'bot' | 'waiting' | 'human' | 'closed'
/** `bot`, `queue`, or `agent:ID`. A closed conversation is the bot's. */
export type Owner = 'bot' | 'queue' | `agent:${string}`
export interface Ownership {
  mode: Mode
  owner: Owner
  /** Rises whenever the owner changes. */
  epoch: number
}
