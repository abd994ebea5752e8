import { expect, test } from 'vitest'
import { failure } from '../../../../bots/platforms/meta/failure.ts'
import { graphError } from '../../../doubles/graph-api.ts'

const token = 'EAAB-invented-token'
const failed = (status: number, body: string, headers: Record<string, string> = {}) =>
  failure({ status, headers, body }, { who: 'Meta', token })
const refused = (code: number, subcode?: number, headers?: Record<string, string>) =>
  failed(400, graphError(400, code, 'It went wrong', subcode).body ?? '', headers)

test.each([
  ['retry', [1, 2, 4, 613, 1200, 80007, 130429, 131000, 131016, 131056]],
  ['permanent', [100, 131008, 131009, 131021, 131026, 131049, 131050, 131051, 130472, 132000, 999999]],
  ['account', [0, 10, 190, 200, 299, 368, 131031, 131048]],
  ['blocked', [551]],
  ['window', [131047]],
] as const)('a code of the kind %s is known', (kind, codes) => {
  for (const code of codes) expect([code, refused(code).class]).toEqual([code, kind])
})

test.each([
  ['a window that closed', 10, 2018278, 'window'],
  ['a window that closed on Instagram', 10, 2534022, 'window'],
  ['a page that is restricted', 10, 1893063, 'account'],
  ['somebody who is not there', 551, 1545041, 'blocked'],
  ['nobody of this id', 100, 2018001, 'permanent'],
  ['a page or number that the token may not touch', 100, 33, 'account'],
] as const)('the code within the code is looked at: %s', (_, code, subcode, kind) => {
  expect(refused(code, subcode).class).toBe(kind)
})

test('a window that closed is told in words', () => {
  for (const error of [refused(131047), refused(10, 2018065), refused(10, 1545041)])
    expect(error.message).toContain('The customer wrote too long ago')
  expect(refused(10).message).toBe('Meta said: 10 It went wrong')
})

test('an answer without a code goes by its status', () => {
  const classes = [400, 401, 403, 404, 429, 500, 503].map((status) => failed(status, '<html>').class)
  expect(classes).toEqual(['permanent', 'account', 'account', 'account', 'retry', 'retry', 'retry'])
  expect(failed(400, '{"error":{"is_transient":true}}').class).toBe('retry')
})

test('is waited for as long as Meta asks, whichever way it does', () => {
  expect(refused(4, undefined, { 'retry-after': '14' }).after).toBe(14_000)
  const usage = { '7001': [{ type: 'messenger', estimated_time_to_regain_access: 3 }] }
  expect(refused(4, undefined, { 'x-business-use-case-usage': JSON.stringify(usage) }).after).toBe(180_000)
  expect(refused(131056).after).toBe(6000)
  expect(refused(4).after).toBeUndefined()
  expect(refused(100, undefined, { 'retry-after': '14' }).after).toBeUndefined()
})

test('the details are told, and never the token', () => {
  const error = { code: 131009, message: `bad ${token}`, error_data: { details: `too long: ${token}` } }
  expect(failed(400, JSON.stringify({ error })).message).toBe('Meta said: 131009 too long: …')
})
