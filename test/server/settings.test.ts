import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Type from 'typebox'
import { expect, test } from 'vitest'
import { example } from '../../server/commands/env.ts'
import { readAccount, readSettings, variable } from '../../server/settings.ts'

test('an empty environment gives the defaults', () => {
  expect(readSettings({})).toMatchObject({
    PORT: 3000,
    HOST: '127.0.0.1',
    DATA_DIR: './data',
    LOG_TEXT: false,
  })
})

test('texts become numbers and truths', () => {
  expect(readSettings({ PORT: ' 8080 ', LOG_TEXT: 'true', REOPEN_HOURS: '0.5' })).toMatchObject({
    PORT: 8080,
    LOG_TEXT: true,
    REOPEN_HOURS: 0.5,
  })
})

test('every setting that is wrong is named', () => {
  expect(() => readSettings({ PORT: 'many', LOG_LEVEL: 'loud', PUBLIC_URL: 'chat.example.com' })).toThrow(
    /PORT.*LOG_LEVEL|LOG_LEVEL.*PORT/s,
  )
  expect(() => readSettings({ PORT: '70000' })).toThrow(/PORT must be <= 65535/)
  expect(() => readSettings({ LOG_LEVEL: 'loud' })).toThrow(/debug, info, warn, error or silent/)
})

test('an account is read from the environment by its channel and the names of its settings', () => {
  const schema = Type.Object({
    token: Type.String(),
    apiBase: Type.String({ default: 'https://api.example' }),
  })
  expect(variable('whatsapp-cloud', 'apiBase')).toBe('WHATSAPP_CLOUD_API_BASE')
  expect(readAccount('telegram', schema, {})).toBeNull()
  expect(readAccount('telegram', schema, { TELEGRAM_TOKEN: 'x' })).toEqual({
    token: 'x',
    apiBase: 'https://api.example',
  })
})

test('.env.example is what `npm run env` prints', async () => {
  expect(readFileSync(join(import.meta.dirname, '../../.env.example'), 'utf8')).toBe(await example())
})
