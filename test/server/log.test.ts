import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { createLog } from '../../server/log.ts'

function written(LOG_TEXT: boolean, act: (log: ReturnType<typeof createLog>) => void): string {
  const parts: string[] = []
  const into = new Writable({ write: (chunk, _, done) => done(void parts.push(String(chunk))) })
  act(createLog({ LOG_LEVEL: 'debug', LOG_TEXT }, into))
  return parts.join('')
}

test('secrets are never written, at any depth that occurs', () => {
  const out = written(true, (log) => {
    log.info(
      {
        token: 'canary1',
        account: { settings: { token: 'canary2' } },
        request: { headers: { authorization: 'canary3', cookie: 'canary4' } },
      },
      'hello',
    )
    log.error(
      {
        error: new Error(
          'call to https://api.telegram.org/bot12345:AAaaBBbbCCccDDddEEeeFFff/sendMessage?token=canary5 failed',
        ),
      },
      'fault',
    )
    log.error({ error: new Error('outer', { cause: new Error('secret=canary6') }) }, 'fault')
  })
  expect(out).toContain('hello')
  expect(out).not.toMatch(/canary|AAaaBB/)
})

test('what people write is left out unless the operator asks for it', () => {
  const act = (log: ReturnType<typeof createLog>) =>
    log.info({ event: { type: 'message', message: { text: 'my words' } } }, 'in')
  expect(written(false, act)).not.toContain('my words')
  expect(written(true, act)).toContain('my words')
})
