import fc from 'fast-check'
import { expect, test } from 'vitest'
import { visitor } from '../../../bots/platforms/visitor.ts'

const by = { secret: 'sixteen-or-more-characters', account: 'shop', now: 1_790_000_000_000 }

test('a token is read by who issued it', () => {
  const token = visitor.issue(by)
  const id = visitor.read(by, token)
  expect(id).toMatch(/^[A-Za-z0-9_-]{22}$/)
  expect(visitor.read(by, visitor.issue(by, id ?? ''))).toBe(id)
})

test('every visitor is another', () => {
  const ids = Array.from({ length: 100 }, () => visitor.read(by, visitor.issue(by)))
  expect(new Set(ids).size).toBe(100)
})

test('a token holds for thirty days', () => {
  const token = visitor.issue(by)
  expect(visitor.read({ ...by, now: by.now + visitor.lifetime - 1 }, token)).not.toBeNull()
  expect(visitor.read({ ...by, now: by.now + visitor.lifetime }, token)).toBeNull()
})

test('a token of another secret, another account or no secret is none', () => {
  const token = visitor.issue(by)
  expect(visitor.read({ ...by, secret: 'another-secret-of-ours' }, token)).toBeNull()
  expect(visitor.read({ ...by, account: 'other' }, token)).toBeNull()
  const open = { ...by, secret: '' }
  expect(visitor.read(open, visitor.issue(open))).toBeNull()
})

test('a token with one letter changed anywhere is none', () => {
  const token = visitor.issue(by)
  for (let at = 0; at < token.length; at++)
    for (const letter of ['A', 'B', '7', '.', ''])
      if (token[at] !== letter)
        expect(visitor.read(by, token.slice(0, at) + letter + token.slice(at + 1))).toBeNull()
})

test('any text is read without an error', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(visitor.read(by, text)).toBeNull()
    }),
  )
})
