/** @jsxImportSource preact */
import type { Message } from '../../../bots/message.ts'
import type { Answering } from '../../api.ts'
import type { Known, Talk } from '../talk.ts'
import type { Texts } from '../texts.ts'
import { Composer } from './composer.tsx'
import { Icon } from './icon.tsx'
import { rows } from './rows.ts'
import { Transcript } from './transcript.tsx'

/** Everything inside the panel: who answers, the conversation, what is wrong, and where to write. */
export function Frame(props: {
  talk: Talk
  base: string
  language: string
  texts: Texts
  title: string
  settling: boolean
  say: (message: Message) => void
  close: () => void
}) {
  const { talk, texts, say } = props
  const known = talk.known()
  return (
    <>
      <div class="head" part="header">
        <h2>{props.title}</h2>
        <button type="button" aria-label={texts.close} onClick={props.close}>
          <Icon name="close" />
        </button>
      </div>
      <WhoAnswers answering={known.answering} texts={texts} say={say} />
      <Transcript
        rows={rows(known.lines, talk.waiting(), known.answering.who)}
        greeting={talk.visitor()?.greeting ?? texts.greeting}
        settling={props.settling}
        base={props.base}
        language={props.language}
        texts={texts}
        say={say}
        retry={talk.retry}
        forget={talk.forget}
      />
      <div class="state" role="status">
        {known.typing && (
          <div class="typing">
            <span class="dots" aria-hidden="true">
              <i />
              <i />
              <i />
            </span>
            {texts.typing}
          </div>
        )}
        <Trouble known={known} texts={texts} />
      </div>
      <Composer texts={texts} send={(text) => say({ type: 'text', text })} typing={talk.typing} />
    </>
  )
}

/** Who answers now, and the way to a person while that is the bot; the way back is offered in the conversation. */
function WhoAnswers(props: { answering: Answering; texts: Texts; say: (message: Message) => void }) {
  const { answering, texts, say } = props
  const words = {
    bot: texts.byBot,
    queue: texts.byQueue,
    person: texts.byPerson.replace('{name}', answering.name ?? texts.human),
  }
  return (
    <div class={`who by-${answering.who}`}>
      <Icon name={answering.who} />
      <span>{words[answering.who]}</span>
      {answering.who === 'bot' && (
        <button type="button" onClick={() => say({ type: 'choice', value: 'person', text: texts.person })}>
          <Icon name="person" />
          {texts.person}
        </button>
      )}
    </div>
  )
}

function Trouble({ known, texts }: { known: Known; texts: Texts }) {
  const lost = known.connection === 'lost' ? (navigator.onLine ? texts.lost : texts.offline) : null
  const words = known.refused ?? lost
  return words === null ? null : <div class="strip">{words}</div>
}
