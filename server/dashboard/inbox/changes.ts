import type { Message } from '../../../bots/message.ts'
import type { Line } from '../../api.ts'

/** What came later to a message. */
export interface Changed {
  message: Message
  reactions: string[]
  changed?: 'edited' | 'unsent'
}

/** Finds for each message, by the platform's id, how it reads now: edited, taken back, reacted to. */
export function changes(lines: Line[]): (id: string | undefined, message: Message) => Changed {
  const later = new Map<string, Line[]>()
  for (const line of lines) {
    const { event } = line
    if (event.type !== 'edit' && event.type !== 'unsend' && event.type !== 'reaction') continue
    later.set(event.id, [...(later.get(event.id) ?? []), line])
  }
  return (id, message) => {
    const result: Changed = { message, reactions: [] }
    for (const { event } of (id !== undefined && later.get(id)) || []) {
      if (event.type === 'edit') Object.assign(result, { message: event.message, changed: 'edited' })
      if (event.type === 'unsend') result.changed = 'unsent'
      // A reaction without a sign takes the earlier ones back.
      if (event.type === 'reaction')
        result.reactions = event.emoji === undefined ? [] : [...result.reactions, event.emoji]
    }
    return result
  }
}
