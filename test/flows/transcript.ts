import type { Json } from '../../bots/message.ts'
import type { Interpretation } from '../../nlu/interpretation.ts'
import { meaning, type Played, type world } from './world.ts'

/*
 * A transcript is what is done, each with what is said upon it, word for word:
 *   language: es                       the account's language, first
 *   customer: where is it [delivery]   a message, and how it is understood; [a?b] asks back, [none] is not known;
 *                                      without brackets `heard` says what it means, if it is given
 *   picks: late                        a button
 *   call ok {"due": "Monday"}          what came of a call or an action
 *   agent ann: take                    also reply TEXT, release, release not, close
 *   bot: …, parley: …, agent:ann: …    what is said; “- ” goes on with its choices
 */

/** What is done, and what is said upon it. */
export interface Step {
  done: string
  said: string[]
  line: number
}

/** Reads a transcript. */
export function readTranscript(transcript: string): Step[] {
  const steps: Step[] = []
  for (const [index, text] of transcript.split('\n').entries()) {
    const said = steps.at(-1)?.said
    if (text.trim() === '' || text.startsWith('#')) continue
    if (/^(bot|parley|agent:\w+): /.test(text)) said?.push(text)
    else if (text.startsWith('- ')) said?.push(`${said.pop()}\n${text}`)
    else steps.push({ done: text, said: [], line: index + 1 })
  }
  return steps
}

/** Does one line of a transcript. */
export function act(
  talk: ReturnType<typeof world>,
  done: string,
  language: string,
  heard?: Interpretation,
): Played {
  const [, message, meant] = /^customer: (.*?)(?: \[([^\]]+)\])?$/.exec(done) ?? []
  if (message !== undefined)
    return talk.says(message, meant === undefined ? heard : meaningOf(meant, language))
  const [, value] = /^picks: (.+)$/.exec(done) ?? []
  if (value !== undefined) return talk.picks(value)
  const [, kind, exit, result] = /^(call|act) (ok|failed)(?: (.+))?$/.exec(done) ?? []
  if (kind !== undefined) {
    const outcome: Json = result === undefined ? null : JSON.parse(result)
    return talk.result(exit === 'ok' ? 'ok' : 'failed', outcome, kind === 'call' ? 'call' : 'act')
  }
  const [, agent = '', does, words = ''] = /^agent (\w+): (\w+) ?(.*)$/.exec(done) ?? []
  if (does === 'take' || does === 'close') return talk.agent(agent, { type: does })
  if (does === 'reply') return talk.agent(agent, { type: 'reply', message: { type: 'text', text: words } })
  if (does === 'release') {
    const outcome = words === 'not' ? 'not' : 'resolved'
    return talk.agent(agent, { type: 'release', to: 'here', result: { outcome } })
  }
  throw new Error(`a line this test does not know: ${done}`)
}

function meaningOf(meant: string, language: string): Interpretation {
  const [intent = '', other] = meant.split('?')
  const known = other === undefined ? meaning(intent) : meaning(intent, 'ask', other)
  return { ...(meant === 'none' ? meaning(null, 'unknown') : known), language }
}
