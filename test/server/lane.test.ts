import { describe, expect, it } from 'vitest'
import { fate, type LaneJob, lane, settlements, silence } from '../../server/lane.ts'

type Kind = LaneJob['effect']['type']

function job(key: string, more: Partial<LaneJob> = {}, type: Kind = 'send'): LaneJob {
  return {
    key,
    epoch: 0,
    author: 'bot',
    due: 5,
    tries: 1,
    status: null,
    lease: null,
    effect: { type },
    ...more,
  }
}
const lease = { token: 't', until: 20 }
const ready = (...jobs: LaneJob[]) => lane(jobs).map((each) => each.ready)
const silenced = (epoch: number, ...jobs: LaneJob[]) => silence(jobs, epoch).map((each) => each.key)

describe('the lane', () => {
  it('lets the first send go when it is due, and the later ones wait for it', () => {
    expect(ready(job('a', { due: 7 }), job('b', { due: 1 }), job('c'))).toEqual([7, null, null])
  })

  it('lets calls, acts and wakes wait for nobody', () => {
    expect(ready(job('a'), job('b', {}, 'call'), job('c', {}, 'act'), job('d', { due: 9 }, 'wake'))).toEqual([
      5, 5, 5, 9,
    ])
  })

  it('gives a job on the wire again when its lease has run out', () => {
    expect(ready(job('a', { lease }), job('b'), job('c', { lease }, 'call'))).toEqual([20, null, 20])
  })

  it('is held by the send on the wire wherever it stands', () => {
    expect(ready(job('a'), job('b', { lease }))).toEqual([null, 20])
  })

  it('is not held by parked ones', () => {
    expect(ready(job('a', { status: 'dead' }), job('b', { status: 'unknown' }), job('c'))).toEqual([
      null,
      null,
      5,
    ])
  })
})

describe('the silence rule', () => {
  it("cancels older sends that are not an agent's", () => {
    const jobs = [
      job('bot'),
      job('parley', { author: 'parley' }),
      job('agent', { author: 'agent' }),
      job('new', { epoch: 1 }),
      job('call', {}, 'call'),
      job('act', {}, 'act'),
      job('wake', {}, 'wake'),
    ]
    expect(silenced(1, ...jobs)).toEqual(['bot', 'parley'])
    expect(silenced(0, ...jobs)).toEqual([])
  })

  it('leaves what is on the wire or parked', () => {
    expect(silenced(1, job('a', { lease }), job('b', { status: 'dead' }))).toEqual([])
  })

  it("cancels an unwanted send, even an agent's of this epoch", () => {
    expect(silenced(0, job('a', { author: 'agent', unwanted: true }))).toEqual(['a'])
  })
})

describe('a claim', () => {
  it('starts what is of the epoch, and cancels what is older', () => {
    expect(fate(job('a', { epoch: 1 }), 1)).toBe('start')
    expect(fate(job('a'), 1)).toBe('cancel')
    expect(fate(job('a', {}, 'wake'), 1)).toBe('start')
  })

  it('sends again what a dead node held, but not what the epoch silences', () => {
    expect(fate(job('a', { lease }), 0)).toBe('again')
    expect(fate(job('a', { lease }), 1)).toBe('lost')
    expect(fate(job('a', { lease, author: 'agent' }), 1)).toBe('again')
    expect(fate(job('a', { lease }, 'call'), 1)).toBe('again')
    expect(fate(job('a', { lease, unwanted: true }), 0)).toBe('lost')
  })

  it('knows under which keys the journal tells the end of a try', () => {
    expect(settlements(job('k', { tries: 3 }))).toEqual(['sent:k:3', 'failed:k:3'])
    expect(settlements(job('k', {}, 'call'))).toEqual(['result:k'])
    expect(settlements(job('k', {}, 'act'))).toEqual(['result:k'])
    expect(settlements(job('k', {}, 'wake'))).toEqual(['wake:k'])
  })
})
