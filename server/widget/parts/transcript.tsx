/** @jsxImportSource preact */
import type { Message } from '../../../bots/message.ts'
import type { Texts } from '../texts.ts'
import type { Waiting } from '../waiting.ts'
import { Answers, Content } from './content.tsx'
import { Icon } from './icon.tsx'
import { day, type Row } from './rows.ts'

interface Transcript {
  rows: Row[]
  greeting: string
  /** Whether the history is being read in: then nothing is announced. */
  settling: boolean
  base: string
  language: string
  texts: Texts
  say: (message: Message) => void
  retry: (item: Waiting) => void
  forget: (item: Waiting) => void
}

/** The conversation so far. Its style keeps it at its end unless the visitor reads further up. */
export function Transcript(props: Transcript) {
  const { rows, greeting, settling, texts } = props
  return (
    <section
      class="log"
      part="log"
      role="log"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-live={settling ? 'off' : 'polite'}
      aria-label={texts.chat}
    >
      <div class="rows">
        <div class="row bot first">
          <div class="author">{texts.bot}</div>
          <div class="bubble">
            <div dir="auto">{greeting}</div>
          </div>
        </div>
        {rows.map((row, i) => (
          <Line key={row.key} row={row} before={rows[i - 1]} props={props} />
        ))}
      </div>
    </section>
  )
}

function Line({ row, before, props }: { row: Row; before: Row | undefined; props: Transcript }) {
  const { texts, language } = props
  const author = row.by === 'bot' ? texts.bot : row.by === 'agent' ? (row.name ?? texts.human) : null
  const of = row.message.type === 'choices' ? row.message.of : undefined
  return (
    <>
      {row.at !== null && (before === undefined || day(before) !== day(row)) && (
        <div class="day">
          {format(row.at, language, { weekday: 'short', day: 'numeric', month: 'short' })}
        </div>
      )}
      <div class={`row ${row.by} ${row.first ? 'first' : ''} ${row.item?.status ?? ''}`}>
        {row.first && author !== null && <div class="author">{author}</div>}
        <div class="bubble" part={`bubble ${row.by}`}>
          <div dir="auto">
            <Content message={row.message} own={row.by === 'customer'} base={props.base} texts={texts} />
          </div>
        </div>
        <Answers
          choices={row.choices}
          open={row.open}
          label={texts.answers}
          pick={({ value, text }) =>
            props.say({ type: 'choice', value, text, ...(of === undefined ? {} : { of }) })
          }
        />
        {row.item && <Fate item={row.item} props={props} />}
        {row.last && row.at !== null && (
          <div class="meta">
            <bdi>{format(row.at, language, { hour: 'numeric', minute: '2-digit' })}</bdi>
          </div>
        )}
      </div>
    </>
  )
}

/** What became of a message that is not in the conversation yet. */
function Fate({ item, props }: { item: Waiting; props: Transcript }) {
  if (item.status === 'sent') return null
  if (item.status === 'waiting') {
    return (
      <div class="meta">
        <Icon name="queue" />
        {props.texts.waiting}
      </div>
    )
  }
  return (
    <div class="meta bad">
      {props.texts.refused}
      <button type="button" onClick={() => props.retry(item)}>
        {props.texts.retry}
      </button>
      <button type="button" onClick={() => props.forget(item)}>
        {props.texts.remove}
      </button>
    </div>
  )
}

function format(at: string, language: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(language, options).format(new Date(at))
}
