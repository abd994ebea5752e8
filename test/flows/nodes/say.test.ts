import { expect, test } from 'vitest'
import { say } from '../../../flows/nodes/say.ts'
import { scope } from './scope.ts'

test('a template is sent with its filled text, for channels that have none', () => {
  const template = { name: 'order_left', language: 'en_US', values: ['Ann', 'x'.repeat(2000)] }
  const { say: said } = say.enter({ say: 'Hello Ann, it left.', template }, scope())
  expect(said).toEqual([
    {
      type: 'template',
      name: 'order_left',
      language: 'en_US',
      values: ['Ann', 'x'.repeat(1024)],
      text: 'Hello Ann, it left.',
    },
  ])
})
