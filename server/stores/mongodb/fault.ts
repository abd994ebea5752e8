import { mongo } from 'mongoose'

/**
 * The database's errors in words a person can act on; any other error as it is. One for want of room has the code
 * `FULL`. Codes: github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml.
 */
export function fault(error: unknown, shown: string): unknown {
  if (isDenied(error))
    return inWords(
      error,
      `${shown} refuses the user or the password. Check both in STORE_URL, and that the user may read and write there.`,
    )
  if (codeOf(error) === outOfDiskSpace)
    return Object.assign(
      inWords(
        error,
        `The disk of ${shown} is full. Free some space there and Parley goes on; nothing acknowledged is lost.`,
      ),
      { code: 'FULL' },
    )
  if (error instanceof mongo.MongoWriteConcernError || codeOf(error) === writeConcernFailed)
    return inWords(error, `${shown} could not put a write on most of its members. Check that they are up.`)
  if (isUninitiated(error))
    return inWords(
      error,
      `${shown} is a replica set that was never initiated. Run rs.initiate() once in mongosh.`,
    )
  if (isUnreachable(error))
    return inWords(
      error,
      `${shown} cannot be reached: ${messageOf(error)}. Check that MongoDB runs there as a replica set with a primary, and that STORE_URL is right.`,
    )
  return error
}

/** Whether a document with such a unique value is there already. */
export function isDuplicate(error: unknown): boolean {
  if (!(error instanceof mongo.MongoServerError) || error.code !== 11_000) return false
  // What was stored before the duplicate may then not be on most members.
  return !(error instanceof mongo.MongoBulkWriteError && error.result.getWriteConcernError())
}

const outOfDiskSpace = 14_031
const writeConcernFailed = 64
const denied = [13, 18]

function inWords(error: unknown, words: string): Error {
  return new Error(words, { cause: error })
}

function codeOf(error: unknown): number | string | undefined {
  return error instanceof mongo.MongoServerError ? error.code : undefined
}

function isDenied(error: unknown): boolean {
  return denied.some((code) => code === codeOf(error))
}

function isUnreachable(error: unknown): boolean {
  return (
    error instanceof mongo.MongoServerSelectionError ||
    error instanceof mongo.MongoNetworkError ||
    (error instanceof Error && error.name === 'MongooseServerSelectionError')
  )
}

/** A member that knows of no set: it answers, and can be neither read nor written. */
function isUninitiated(error: unknown): boolean {
  const reason = property(error, 'reason')
  const servers = property(reason, 'servers')
  return (
    servers instanceof Map && [...servers.values()].some((server) => property(server, 'type') === 'RSGhost')
  )
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
