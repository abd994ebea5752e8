import { expect, test } from 'vitest'
import { telegram } from '../../bots/channels/telegram.ts'
import { misnamed } from '../../server/misnamed.ts'

const channels = { telegram }

test('a setting with a slip in its name is told with the right one', () => {
  expect(misnamed({ TELEGRAM_TOKN: 'x', PUBLIC_ULR: 'y' }, channels)).toEqual([
    'TELEGRAM_TOKN is no setting. Did you mean TELEGRAM_TOKEN?',
    'PUBLIC_ULR is no setting. Did you mean PUBLIC_URL?',
  ])
})

test('right names, names of others, and names beside a right one are left alone', () => {
  const env = {
    TELEGRAM_TOKEN: 'x',
    TELEGRAM_TOKENS: 'y',
    PATH: '/bin',
    NODE_ENV: 'test',
    telegram_tokn: 'z',
  }
  expect(misnamed(env, channels)).toEqual([])
})
