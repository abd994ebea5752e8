import pino, { type DestinationStream, type Logger } from 'pino'
import type { Settings } from './settings.ts'

/** Names whose values are never logged, at any depth that occurs. */
const secrets = ['token', 'secret', 'password', 'authorization', 'cookie', 'settings', 'hash', 'salt']
/** What people write; logged only where the operator asks for it. */
const words = ['text', 'message', 'preview', 'event', 'body', 'raw']

/** The log: JSON lines on standard output. Faults keep their type, words and stack, never the request they came from. */
export function createLog(
  { LOG_LEVEL, LOG_TEXT }: Pick<Settings, 'LOG_LEVEL' | 'LOG_TEXT'>,
  into?: DestinationStream,
): Logger {
  const hidden = LOG_TEXT ? secrets : [...secrets, ...words]
  const options = {
    level: LOG_LEVEL,
    base: null,
    redact: { paths: hidden.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[hidden]' },
    serializers: { error: faultOf, err: faultOf },
  }
  return into ? pino(options, into) : pino(options)
}

function faultOf(fault: unknown): object {
  if (!(fault instanceof Error)) return { fault: clean(String(fault)) }
  return {
    type: fault.name,
    fault: clean(fault.message),
    stack: clean(fault.stack ?? ''),
    ...(fault.cause === undefined ? {} : { cause: faultOf(fault.cause) }),
  }
}

/** A bot's token stands in its address, and addresses stand in errors. */
const clean = (text: string) =>
  text
    .replace(/bot\d+:[\w-]{20,}/g, 'bot[hidden]')
    .replace(/(token|secret|key|password)=[^&\s]+/gi, '$1=[hidden]')
