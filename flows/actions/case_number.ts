import { createHash } from 'node:crypto'

/** What an action is told beside its input. */
interface Context {
  /** The job's own key: the same when it is run again. */
  key: string
}

/**
 * A number a customer can read out, such as `C-7KQ-M2X`, for the case they bring. It is made of the job's key, so
 * that running it twice gives one number. `input.letter` is what it begins with.
 */
export async function caseNumber(input: unknown, { key }: Context): Promise<string> {
  const digits = [...createHash('sha256').update(key).digest().subarray(0, 6)].map(
    (byte) => readable[byte % readable.length] ?? '',
  )
  const [first, second] = [digits.slice(0, 3), digits.slice(3)]
  return `${letterOf(input)}-${first.join('')}-${second.join('')}`
}

/** Without the letters and digits that are taken for each other; 32, so that each is as likely. */
const readable = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

function letterOf(input: unknown): string {
  const letter: unknown =
    typeof input === 'object' && input !== null ? Reflect.get(input, 'letter') : undefined
  return typeof letter === 'string' && /^[A-Z]$/.test(letter) ? letter : 'C'
}
