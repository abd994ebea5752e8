import { useQuery } from '@tanstack/react-query'
import { Bot, Users } from 'lucide-react'
import type { Line, Suggestion } from '../../api.ts'
import { pathOf } from '../data/conversation.ts'
import { call } from '../data/wire.ts'
import { texts } from '../texts.ts'

/** Up to three answers to the customer's last message. One that is chosen fills the reply; nothing is sent by it. */
export function Suggestions(props: { conversation: string; lines: Line[]; choose: (text: string) => void }) {
  const { conversation, lines, choose } = props
  const last = lines.findLast(({ by, event }) => by === 'customer' && event.type === 'message')?.position
  const found = useQuery({
    queryKey: ['suggestions', conversation, last],
    queryFn: async () =>
      (await call<{ items: Suggestion[] }>('GET', `${pathOf(conversation)}/suggestions`)).items,
    enabled: last !== undefined,
    staleTime: 60_000,
  }).data
  if (found === undefined || found.length === 0) return null
  return (
    <ul className="suggestions" aria-label={texts.suggestions}>
      {found.map(({ from, text, score }) => (
        <li key={text}>
          <button
            type="button"
            className="suggestion"
            title={texts.suggested(from, Math.round(score * 100), text)}
            onClick={() => choose(text)}
          >
            {from === 'flow' ? <Bot size={13} aria-hidden /> : <Users size={13} aria-hidden />}
            <bdi>{text}</bdi>
          </button>
        </li>
      ))}
    </ul>
  )
}
