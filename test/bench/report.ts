import type { Figures } from './load.ts'

/** One stretch of load on one process. */
export interface Stretch extends Figures {
  /** µs a message */
  cpu: number
  /** bytes */
  rss: number
  commits: number
  writes: number
  /** Of the database's own process: µs a message, and commands a message. */
  database: number
  commands: number
}

export interface Round {
  before: Stretch
  parley: Stretch
  after: Stretch
}

export interface Measured {
  rounds: Round[]
  /** One user and nobody else. */
  alone: Stretch
}

interface Spread {
  median: number
  least: number
  most: number
}
interface Pair {
  control: number
  parley: number
  ratio: Spread
}

/** The figures over all rounds: as a table, and as numbers. Ratios are made within a round, then their median is taken. */
export function report(measured: Measured) {
  const figures = figuresOf(measured)
  return { figures, text: table(figures) }
}

function figuresOf({ rounds, alone }: Measured) {
  const controls = rounds.flatMap(({ before, after }) => [before, after])
  const parleys = rounds.map(({ parley }) => parley)
  const spread = (ratio: (round: Round) => number) => {
    const all = rounds.map(ratio).sort((one, other) => one - other)
    return { median: quantile(all, 0.5), least: all[0] ?? 0, most: all.at(-1) ?? 0 }
  }
  const middle = (all: Stretch[], of: (one: Stretch) => number) => quantile(all.map(of), 0.5)
  const both = (of: (one: Stretch) => number) => ({
    control: middle(controls, of),
    parley: middle(parleys, of),
    ratio: spread(({ before, parley, after }) => of(parley) / ((of(before) + of(after)) / 2)),
  })
  const times = (of: (one: Stretch) => number[], part: number) => both((one) => quantile(of(one), part))
  const acks = (one: Stretch) => one.acks
  const replies = (one: Stretch) => one.replies
  return {
    messages: parleys.reduce((sum, one) => sum + one.count, 0),
    perSecond: both((one) => one.perSecond),
    cpu: both((one) => one.cpu),
    ack: { p50: times(acks, 0.5), p99: times(acks, 0.99) },
    reply: { p50: times(replies, 0.5), p99: times(replies, 0.99) },
    alone: {
      ack: { p50: quantile(alone.acks, 0.5), p99: quantile(alone.acks, 0.99) },
      reply: { p50: quantile(alone.replies, 0.5), p99: quantile(alone.replies, 0.99) },
    },
    megabytes: both((one) => one.rss / 1e6),
    noise: spread(({ before, after }) => after.perSecond / before.perSecond),
    noiseCpu: spread(({ before, after }) => after.cpu / before.cpu),
    writesPerCommit: middle(parleys, (one) => one.writes / one.commits),
    database: middle(parleys, (one) => one.database),
    commands: middle(parleys, (one) => one.commands),
    commitsPerMessage: middle(parleys, (one) => one.commits / one.count),
  }
}

function table(figures: ReturnType<typeof figuresOf>): string {
  const { perSecond, cpu, ack, reply, alone, megabytes, noise, noiseCpu } = figures
  const line = (name: string, { control, parley, ratio }: Pair, digits = 0) =>
    [
      name.padEnd(22),
      control.toFixed(digits).padStart(9),
      parley.toFixed(digits).padStart(9),
      `  ${range(ratio)}`,
    ].join('')
  return [
    `${''.padEnd(22)}  control   Parley  Parley ÷ control, median (least–most)`,
    line('messages/s', perSecond),
    line('CPU µs a message', cpu),
    line('ack p50, ms', ack.p50, 1),
    line('ack p99, ms', ack.p99, 1),
    line('reply p50, ms', reply.p50, 1),
    line('reply p99, ms', reply.p99, 1),
    line('memory, MB', megabytes),
    '',
    `One user alone: ack p50 ${ms(alone.ack.p50)}, p99 ${ms(alone.ack.p99)}; reply p50 ${ms(alone.reply.p50)}, p99 ${ms(alone.reply.p99)}.`,
    `Noise, control ÷ control: messages/s ${range(noise)}, CPU ${range(noiseCpu)}; less is no difference.`,
    figures.commands > 0
      ? `The database took ${figures.database.toFixed(0)} µs of the processor and ${figures.commands.toFixed(1)} commands a message.`
      : `One commit held ${figures.writesPerCommit.toFixed(1)} writes; there were ${figures.commitsPerMessage.toFixed(2)} commits a message.`,
    `All held: ${figures.messages} messages, each stored once and answered once with the right words; one in a hundred was sent twice.`,
  ].join('\n')
}

const ms = (value: number) => `${value.toFixed(1)} ms`

function range({ median, least, most }: Spread): string {
  const shown = (value: number) => value.toFixed(value < 1 ? 3 : value < 10 ? 2 : 1)
  return `${shown(median)} (${shown(least)}–${shown(most)})`
}

function quantile(values: number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  const at = (sorted.length - 1) * part
  const below = sorted[Math.floor(at)] ?? Number.NaN
  return below + ((sorted[Math.ceil(at)] ?? below) - below) * (at % 1)
}
