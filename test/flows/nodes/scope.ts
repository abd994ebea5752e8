import type { Heard, Scope } from '../../../flows/node.ts'
import type { Facts } from '../../../handoff/facts.ts'
import type { Interpretation } from '../../../nlu/interpretation.ts'

/** A scope in which all that is not said is ordinary. */
export function scope(given: Partial<Scope> = {}): Scope {
  return {
    variables: {},
    memory: {},
    exits: [],
    language: 'en',
    facts,
    now: '2026-03-02T10:00:00.000Z',
    texts: {
      didYouMean: 'Did you mean one of these?',
      neither: 'None of these',
      'intent.delivery': 'Delivery times',
    },
    ...given,
  }
}

/** What the customer wrote. */
export function said(
  text: string,
  understood?: Partial<Interpretation>,
  value?: string,
): Extract<Heard, { type: 'message' }> {
  return {
    type: 'message',
    message: { type: 'text', text },
    text,
    ...(value === undefined ? {} : { value }),
    ...(understood ? { understood: { ...nothing, ...understood } } : {}),
  }
}

const nothing: Interpretation = {
  intent: null,
  confidence: 0.9,
  scope: 0.9,
  decision: 'unknown',
  entities: [],
  language: 'en',
  why: [],
}

const facts: Facts = {
  channel: 'web',
  language: 'en',
  contact: {},
  open: true,
  queues: { default: { staffed: true, waiting: 0 } },
}
