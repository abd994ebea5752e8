import Type, { type Static } from 'typebox'
import type { Json } from '../../bots/message.ts'
import { duration, durationPattern } from '../duration.ts'
import type { CallRequest, NodeKind } from '../node.ts'
import { Data, Text } from '../text.ts'
import { Variable } from '../variable.ts'

const strict = { additionalProperties: false } as const
const url = Text({
  as: 'url',
  description: 'Where to; an address that begins with / is this Parley’s own',
  examples: ['https://shop.example/orders/{{order}}'],
})
const around = {
  headers: Type.Optional(
    Type.Record(Type.String({ pattern: '^[A-Za-z0-9-]{1,100}$' }), Text(), { ...strict, maxProperties: 30 }),
  ),
  timeout: Type.Optional(
    Type.String({
      pattern: durationPattern,
      default: '5s',
      description: 'For the whole exchange, 60s at most',
    }),
  ),
}
const body = Type.Optional(Data({ description: 'Sent as JSON' }))
const Call = Type.Object(
  {
    call: Type.Union(
      [
        Type.Object({ get: url, ...around }, strict),
        Type.Object({ post: url, body, ...around }, strict),
        Type.Object({ put: url, body, ...around }, strict),
        Type.Object({ patch: url, body, ...around }, strict),
        Type.Object({ delete: url, ...around }, strict),
      ],
      { description: 'The HTTP request', examples: [{ get: 'https://shop.example/orders/{{order}}' }] },
    ),
    into: Type.Optional(Variable('The variable the answer is kept in')),
  },
  strict,
)

/** Asks another system over HTTP and keeps its answer. */
export const call: NodeKind<Static<typeof Call>> = {
  title: 'Call',
  icon: 'globe',
  version: 1,
  waits: true,
  options: Call,
  onReturn: 'wait',
  exits: () => ({ must: ['ok', 'failed'] }),
  enter: (options) => ({ ask: [{ call: requestOf(options.call), name: 'call' }], then: 'wait' }),
  hear(options, _, heard) {
    if (heard.type === 'message') return { missed: true, then: 'wait' }
    if (heard.type !== 'result') return { then: 'wait' }
    const keeps = options.into !== undefined && heard.exit === 'ok'
    return { ...(keeps ? { set: { [options.into ?? '']: heard.value } } : {}), then: { exit: heard.exit } }
  },
}

const longest = 60_000

function requestOf(options: Static<typeof Call>['call']): CallRequest {
  const { headers, timeout = '5s' } = options
  return {
    ...lineOf(options),
    ...(headers ? { headers } : {}),
    timeout: Math.min(duration(timeout) ?? longest, longest),
  }
}

function lineOf(options: Static<typeof Call>['call']): {
  method: CallRequest['method']
  url: string
  body?: Json
} {
  if ('get' in options) return { method: 'GET', url: options.get }
  if ('delete' in options) return { method: 'DELETE', url: options.delete }
  const sent = options.body === undefined ? {} : { body: options.body }
  if ('post' in options) return { method: 'POST', url: options.post, ...sent }
  if ('put' in options) return { method: 'PUT', url: options.put, ...sent }
  return { method: 'PATCH', url: options.patch, ...sent }
}
