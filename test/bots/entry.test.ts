import Value from 'typebox/value'
import { describe, expect, test } from 'vitest'
import { AgentEvent, CustomerEvent, type Event, isQuiet, keyOf, PlatformEvent } from '../../bots/entry.ts'

const message = { type: 'text', text: 'Hello' } as const

describe('a key', () => {
  test.each<[Event, string]>([
    [{ type: 'message', id: '7:1', message }, 'message:7:1'],
    [{ type: 'unsend', id: '7:1' }, 'unsend:7:1'],
    [{ type: 'echo', id: '7:1', message }, 'echo:7:1'],
    [{ type: 'edit', id: '7:1', message }, 'edit:7:1:once'],
    [{ type: 'reaction', id: '7:1', emoji: '❤' }, 'reaction:7:1:once'],
    [{ type: 'receipt', id: '7:1', status: 'read' }, 'receipt:7:1:read'],
    [{ type: 'sent', job: 'j', id: '7:2', message }, 'sent:j:once'],
    [{ type: 'failed', job: 'j', class: 'dead', reason: 'x' }, 'failed:j:once'],
    [{ type: 'start', ref: 'offer' }, 'start:once'],
    [{ type: 'blocked' }, 'blocked:once'],
    [{ type: 'take', epoch: 2 }, 'take:once'],
  ])('is made of the message, or of what makes it unique: %o', (event, key) => {
    expect(keyOf(event, 'once')).toBe(key)
  })

  test('of a message does not depend on the delivery that brought it', () => {
    const event = { type: 'message', id: '7:1', message } as const
    expect(keyOf(event, 'delivery-1')).toBe(keyOf(event, 'delivery-2'))
  })

  test('tells events of one message apart', () => {
    const keys = (['delivered', 'read', 'failed'] as const).map((status) =>
      keyOf({ type: 'receipt', id: '7:1', status }, 'once'),
    )
    keys.push(keyOf({ type: 'message', id: '7:1', message }, ''), keyOf({ type: 'unsend', id: '7:1' }, ''))
    expect(new Set(keys).size).toBe(5)
  })
})

test('only receipts of success and what was sent are quiet', () => {
  const receipt = (status: 'delivered' | 'read' | 'failed') => isQuiet({ type: 'receipt', id: '1', status })
  expect([receipt('delivered'), receipt('read'), receipt('failed')]).toEqual([true, true, false])
  expect(isQuiet({ type: 'sent', job: 'j', id: '1', message })).toBe(true)
  expect(isQuiet({ type: 'message', id: '1', message })).toBe(false)
})

describe('the closed lists', () => {
  test('hold what each side may tell, and nothing of the others', () => {
    const take = { type: 'take', epoch: 0 }
    const start = { type: 'start' }
    const receipt = { type: 'receipt', id: '1', status: 'read' }
    const lists = [CustomerEvent, PlatformEvent, AgentEvent]
    const told = (event: unknown) => lists.map((list) => Value.Check(list, event))
    expect(told(start)).toEqual([true, false, false])
    expect(told(receipt)).toEqual([false, true, false])
    expect(told(take)).toEqual([false, false, true])
  })
  test('refuse an id that is empty or a field that is not theirs', () => {
    expect(Value.Check(CustomerEvent, { type: 'unsend', id: '' })).toBe(false)
    expect(Value.Check(CustomerEvent, { type: 'start', ref: 'a', epoch: 1 })).toBe(false)
  })
})
