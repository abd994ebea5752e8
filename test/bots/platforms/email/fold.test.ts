import { describe, expect, test } from 'vitest'
import { fold } from '../../../../bots/platforms/email/fold.ts'

describe('what is new in a mail', () => {
  test.each([
    ['On Mon, 21 Sep 2026 at 14:00, Ann <ann@shop.example> wrote:\n> Hello'],
    ['Am 21.09.2026 um 14:00 schrieb Ann:\n> Hello'],
    ['Le lun. 21 sept. 2026 à 14:00, Ann <ann@shop.example> a\nécrit :\n\n> Hello'],
    ['El lun, 21 sept 2026 a las 14:00, Ann (<ann@shop.example>) escribió:\n> Hello'],
    ['Em seg., 21 de set. de 2026 às 14:00, Ann <ann@shop.example> escreveu:\n> Hello'],
    ['2026年9月21日(月) 14:00 Ann <ann@shop.example>のメール:\n> Hello'],
    ['On Mon, 21 Sep 2026 at 14:00, Ann <ann@shop.example> wrote:\n\nHello'],
    ['________________________________\nFrom: Ann\nSent: Monday\nTo: Mira\nSubject: Re: A lamp\n\nHello'],
    ['*De :* Ann\n*Envoyé :* lundi\n*À :* Mira\n*Objet :* Re: Une lampe\n\nHello'],
    ['-----Ursprüngliche Nachricht-----\nVon: Ann\nHello'],
    ['> Hello\n>> Older'],
    ['-- \nMira Sample\n\n> Hello'],
    ['Sent from my iPhone\n\n> Hello'],
    ['Von meinem iPhone gesendet'],
    ['Get Outlook for Android'],
  ])('is what stands above the rest: %j', (rest) => {
    expect(fold(`It is late.\n\nReally.\n\n${rest}\n`)).toBe('It is late.\n\nReally.')
  })

  test('is what stands below or between quotes', () => {
    expect(fold('On 21.09.2026, Ann wrote:\n> One?\n\nYes.\n\n> Two?\n\nNo.')).toBe('Yes.\n\nNo.')
  })

  test.each([
    ['On 3 May I wrote:\nplease send it to my sister.'],
    ['From: Lisbon\nTo: Faro'],
    ['a -- b'],
    [
      '---------- Forwarded message ---------\nFrom: Ann <ann@shop.example>\nDate: Monday\n\nThe lamp is broken.',
    ],
    ['> nothing but a quote'],
  ])('is all of it where nothing is old: %j', (text) => {
    expect(fold(text)).toBe(text)
  })

  test('keeps a long end that only begins like a signature', () => {
    const list = `Here is all I know:\n-- \n${'a line\n'.repeat(30)}`
    expect(fold(list)).toContain('a line')
  })
})
