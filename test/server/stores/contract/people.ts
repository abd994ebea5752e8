import { expect, it } from 'vitest'
import { account, message, person, start, turn, type World } from './shapes.ts'

export function people(world: () => World): void {
  it('makes one identity of two simultaneous first words', async () => {
    const { a, b } = world()
    const [one, other] = await Promise.all([
      a.identify(account, { id: 'first', name: 'Ann' }),
      b.identify(account, { id: 'first', name: 'Ann' }),
    ])
    expect(one).toEqual(other)
    expect(one).toEqual({
      id: `${account}/first`,
      account,
      contact: one?.contact,
      address: 'first',
      aliases: [],
      name: 'Ann',
      language: null,
      group: false,
      reply: null,
      refused: [],
    })
    expect(await b.identity(`${account}/nobody`)).toBeNull()
  })

  it('finds an identity by any of its addresses, which are added and never moved', async () => {
    const { a, b } = world()
    const phone = await a.identify(account, { id: '+81' })
    const both = await b.identify(account, { id: 'user-1', aliases: ['+81'] })
    expect(both).toMatchObject({ id: phone.id, address: '+81', aliases: ['user-1'] })
    expect((await a.identify(account, { id: 'user-1' })).id).toBe(phone.id)

    const other = await a.identify(account, { id: 'user-2' })
    const claims = await a.identify(account, { id: 'user-2', aliases: ['+81', '+82'] })
    expect(claims).toMatchObject({ id: other.id, aliases: ['+82'] })
    expect((await b.identify(account, { id: '+81' })).id).toBe(phone.id)
    expect((await b.identify('sms/other', { id: '+81' })).id).toBe('sms/other/+81')
  })

  it('keeps what the newest word tells of its sender', async () => {
    const { a, b } = world()
    await a.identify(account, { id: 'news', name: 'Old', language: 'ja' }, { token: 1 })
    await a.identify(account, { id: 'news', name: 'New', group: true })
    await a.identify(account, { id: 'news' }, { token: 2 })
    expect(await b.identity(`${account}/news`)).toMatchObject({
      name: 'New',
      language: 'ja',
      group: true,
      reply: { token: 2 },
    })
  })

  it('groups identities under one contact, and splits one off again, touching no conversation', async () => {
    const { a, b } = world()
    const [one, other] = [await person(world(), 'merge1'), await person(world(), 'merge2')]
    await a.append(one, [message('1')])
    await a.commit(turn(`${one}#1`, 0, 1))
    const before = await a.conversation(`${one}#1`)
    const from = (await a.identity(one))?.contact ?? ''
    const into = (await a.identity(other))?.contact ?? ''
    expect(await b.merge(from, 'nobody')).toBe(false)
    expect(await b.merge(from, into)).toBe(true)
    expect((await a.contact(into))?.identities.map((each) => each.id)).toEqual([one, other])
    expect(await a.conversations({ contact: into, order: 'recent', limit: 9 })).toEqual([before])

    const own = await a.split(one)
    expect(own?.id).not.toBe(into)
    expect(own?.identities.map((each) => each.id)).toEqual([one])
    expect(await a.split(one), 'it is already alone').toEqual(own)
    expect((await b.contact(into))?.identities.map((each) => each.id)).toEqual([other])
    expect(await b.split('nobody')).toBeNull()
    expect(await b.conversation(`${one}#1`)).toEqual(before)
  })

  it('describes contacts, and finds them by what is known of them', async () => {
    const { a, b } = world()
    const { contact } = await a.identify(account, { id: 'search-9', name: 'Zoë Quist' })
    expect(await b.describe(contact, { city: 'Łódź 100%', order: 'ZZ1' })).toBe(true)
    expect(await b.describe(contact, { order: null })).toBe(true)
    expect(await b.describe('nobody', { city: 'x' })).toBe(false)
    expect((await a.contact(contact))?.fields).toEqual({ city: 'Łódź 100%' })
    expect(await a.contact('nobody')).toBeNull()
    const found = async (text: string) => (await a.contacts({ text, limit: 5 })).map((each) => each.id)
    expect(await found('ZOË q')).toEqual([contact])
    expect(await found('łódź 100%')).toEqual([contact])
    expect(await found('search-9')).toEqual([contact])
    expect(await found('zz1')).toEqual([])
    expect(await found('city')).toEqual([])
    expect(await a.contacts({ limit: 2 })).toHaveLength(2)
  })

  it('changes a document only over the revision that was read', async () => {
    const { a, b } = world()
    expect(await a.read('account', 'x')).toBeNull()
    expect(await a.write('account', 'x', { on: true }, 3)).toBeNull()
    const made = await Promise.all([
      a.write('account', 'x', { by: 'a' }, 0),
      b.write('account', 'x', { by: 'b' }, 0),
    ])
    expect(made.filter((rev) => rev !== null)).toEqual([1])
    const changed = await Promise.all([a.write('account', 'x', ['a'], 1), b.write('account', 'x', ['b'], 1)])
    expect(changed.filter((rev) => rev !== null)).toEqual([2])
    expect(await b.read('account', 'x')).toMatchObject({ id: 'x', rev: 2 })
    expect(await b.write('account', 'w', { late: [1, { deep: null }] }, 0)).toBe(1)
    expect((await a.list('account')).map((each) => each.id)).toEqual(['w', 'x'])
    expect(await a.read('account', 'w')).toEqual({ id: 'w', rev: 1, value: { late: [1, { deep: null }] } })
    expect(await a.list('other')).toEqual([])
    expect(await a.erase('account', 'x')).toBe(true)
    expect(await b.erase('account', 'x')).toBe(false)
    expect(await b.read('account', 'x')).toBeNull()
  })

  it('keeps a file of any size byte for byte, until it is erased', async () => {
    const { a, b } = world()
    for (const size of [0, 1, 1_000_000, 2_500_001]) {
      const body = Uint8Array.from({ length: size }, (_, index) => index % 251)
      await a.putBlob(`file-${size}`, { type: 'image/png', body })
      const kept = await b.blob(`file-${size}`)
      expect(kept?.type).toBe('image/png')
      expect(Buffer.compare(kept?.body ?? Buffer.from('none'), body)).toBe(0)
    }
    expect(await b.eraseBlob('file-1')).toBe(true)
    expect(await a.eraseBlob('file-1')).toBe(false)
    expect(await a.blob('file-1')).toBeNull()
    expect((await a.blob('file-0'))?.body).toHaveLength(0)
    expect((await b.blob('file-1000000'))?.body).toHaveLength(1_000_000)
  })

  it('knows who is on duty, and until when', async () => {
    const { a, b, clock } = world()
    const onDuty = async () => (await b.attending()).map((each) => each.agent)
    await a.attend('eva', start + 100)
    await a.attend('fay', start + 200)
    expect(await onDuty()).toEqual(expect.arrayContaining(['eva', 'fay']))
    clock.now = start + 100
    expect(await onDuty()).not.toContain('eva')
    await b.attend('eva', start + 300)
    expect(await onDuty()).toContain('eva')
    await a.attend('eva', 0)
    expect(await onDuty()).not.toContain('eva')
    clock.now = start
  })

  it('can be written to', async () => {
    await expect(world().a.check()).resolves.toBeUndefined()
  })
}
