import { expect, test } from 'vitest'
import { pattern, patternFault } from '../../flows/pattern.ts'

test('finds what an expression says', () => {
  expect(pattern('^[A-Z]{2}[0-9]{6}$', 'AB123456')).toBe(true)
  expect(pattern('^[A-Z]{2}[0-9]{6}$', 'ab123456')).toBe(false)
  expect(pattern('(?i)^[A-Z]{2}[0-9]{6}$', 'ab123456')).toBe(true)
})

test('says what is wrong with an expression, and finds nothing by it', () => {
  expect(patternFault('^a$')).toBeNull()
  for (const wrong of ['(', '(?=a)', '\\1', '((a{500}){500}){5}']) {
    expect(patternFault(wrong), wrong).toMatch(/\w/)
    expect(pattern(wrong, 'a'), wrong).toBe(false)
  }
})

test('finds nothing in a text that is too long', () => {
  expect(pattern('a', 'a'.repeat(2000))).toBe(true)
  expect(pattern('a', 'a'.repeat(2001))).toBe(false)
})

test('finds the same after many other expressions', () => {
  for (let index = 0; index < 500; index++) expect(pattern(`^x${index}$`, `x${index}`)).toBe(true)
  expect(pattern('^x0$', 'x0')).toBe(true)
})
