import type { Line } from '../../api.ts'
import { texts } from '../texts.ts'

/** What a line says happened, in one sentence; null for what is no news to people, or is shown as a message. */
export function words({ event, by, byName }: Line, nameOf: (agent: string) => string): string | null {
  const said = texts.happened
  const who = byName ?? (by.startsWith('agent:') ? nameOf(by.slice(6)) : texts.somebody)
  switch (event.type) {
    case 'take':
      return said.took(who)
    case 'transfer':
      return 'queue' in event.to
        ? said.passedToQueue(who, event.to.queue)
        : said.passedToAgent(who, nameOf(event.to.agent))
    case 'release':
      return said.gaveBack(who, event.result?.outcome === 'resolved')
    case 'close':
      return said.closed(who)
    case 'reopen':
      return said.reopened(who)
    case 'tag':
      return event.add?.length
        ? said.added(who, quoted(event.add))
        : event.remove?.length
          ? said.removed(who, quoted(event.remove))
          : null
    case 'retry':
      return said.sentAgain(who)
    case 'start':
      return event.ref === undefined ? said.cameIn : said.cameInBy(event.ref)
    case 'blocked':
      return said.blocked
    case 'unblocked':
      return said.unblocked
    case 'consent':
      return event.given ? said.agreed(event.kind) : said.disagreed(event.kind)
    case 'unsupported':
      return said.unsupported(event.kind)
    case 'assign':
      return said.assigned(nameOf(event.agent), event.why)
    case 'adopt':
      return said.adopted(event.release)
    default:
      return null
  }
}

function quoted(tags: string[]): string {
  return tags.map((tag) => `“${tag}”`).join(', ')
}
