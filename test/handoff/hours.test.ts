import { Check } from 'typebox/value'
import { describe, expect, test } from 'vitest'
import { Hours, isOpen, opensAt } from '../../handoff/hours.ts'

const day = [{ from: '09:00', to: '17:00' }]
const berlin: Hours = {
  zone: 'Europe/Berlin',
  week: {
    monday: day,
    tuesday: day,
    wednesday: day,
    thursday: day,
    friday: [
      { from: '09:00', to: '12:00' },
      { from: '13:00', to: '15:00' },
    ],
  },
  holidays: [
    { date: '2026-04-06', name: 'Easter Monday' },
    { date: '2026-12-24', hours: [{ from: '09:00', to: '12:00' }] },
  ],
}

describe('business hours', () => {
  test('begin at their first moment and are over at their last', () => {
    expect(isOpen(berlin, '2026-03-02T07:59:59.999Z')).toBe(false)
    expect(isOpen(berlin, '2026-03-02T08:00:00.000Z')).toBe(true)
    expect(isOpen(berlin, '2026-03-02T15:59:59.999Z')).toBe(true)
    expect(isOpen(berlin, '2026-03-02T16:00:00.000Z')).toBe(false)
  })

  test('stand still over lunch', () => {
    expect(isOpen(berlin, '2026-03-06T11:30:00Z')).toBe(false)
    expect(opensAt(berlin, '2026-03-06T11:30:00Z')).toBe('2026-03-06T12:00:00.000Z')
  })

  test('follow the clock of their zone in summer and winter', () => {
    expect(opensAt(berlin, '2026-03-27T22:00:00Z')).toBe('2026-03-30T07:00:00.000Z')
    expect(opensAt(berlin, '2026-10-23T22:00:00Z')).toBe('2026-10-26T08:00:00.000Z')
  })

  test('are another day in another zone', () => {
    const jakarta = { ...berlin, zone: 'Asia/Jakarta' }
    expect(isOpen(jakarta, '2026-03-02T02:00:00Z')).toBe(true)
    expect(isOpen(jakarta, '2026-03-02T10:00:00Z')).toBe(false)
    expect(opensAt(jakarta, '2026-03-01T23:00:00Z')).toBe('2026-03-02T02:00:00.000Z')
  })

  test('skip a holiday, or keep its own hours', () => {
    expect(opensAt(berlin, '2026-04-06T08:00:00Z')).toBe('2026-04-07T07:00:00.000Z')
    expect(isOpen(berlin, '2026-12-24T10:00:00Z')).toBe(true)
    expect(isOpen(berlin, '2026-12-24T12:00:00Z')).toBe(false)
  })

  test('go on past midnight', () => {
    const night: Hours = { zone: 'Europe/Berlin', week: { saturday: [{ from: '22:00', to: '06:00' }] } }
    expect(isOpen(night, '2026-03-07T21:00:00Z')).toBe(true)
    expect(isOpen(night, '2026-03-08T04:59:00Z')).toBe(true)
    expect(isOpen(night, '2026-03-08T05:00:00Z')).toBe(false)
    expect(isOpen(night, '2026-03-07T04:00:00Z')).toBe(false)
  })

  test('last an hour less in the night the clock is put forward, and an hour more when it is put back', () => {
    const always: Hours = { zone: 'Europe/Berlin', week: { sunday: [{ from: '00:00', to: '24:00' }] } }
    const length = (date: string) => {
      let open = 0
      const from = Date.parse(`${date}T00:00:00Z`) - 12 * 3_600_000
      for (let at = from; at < from + 48 * 3_600_000; at += 900_000)
        if (isOpen(always, new Date(at).toISOString())) open++
      return open / 4
    }
    expect([length('2026-03-29'), length('2026-10-25'), length('2026-06-07')]).toEqual([23, 25, 24])
  })

  test('open at once while they are open, and never when there are none', () => {
    expect(opensAt(berlin, '2026-03-02T10:00:00Z')).toBe('2026-03-02T10:00:00Z')
    expect(opensAt({ zone: 'UTC', week: {} }, '2026-03-02T10:00:00Z')).toBeNull()
    expect(isOpen({ zone: 'UTC', week: {} }, '2026-03-02T10:00:00Z')).toBe(false)
  })

  test('refuse a zone that does not exist', () => {
    expect(() => isOpen({ ...berlin, zone: 'Mars/Base' }, '2026-03-02T10:00:00Z')).toThrow(RangeError)
  })
})

test('times that are none are refused', () => {
  const week = (from: string, to: string) => ({ zone: 'UTC', week: { monday: [{ from, to }] } })
  expect(Check(Hours, week('09:00', '24:00'))).toBe(true)
  for (const wrong of [week('9:00', '17:00'), week('24:00', '24:00'), week('09:00', '25:00')])
    expect(Check(Hours, wrong)).toBe(false)
})
