import { Lock, MessageSquareText, Reply, SendHorizontal, TriangleAlert, X } from 'lucide-react'
import { type KeyboardEvent, useRef, useState } from 'react'
import type { Message } from '../../../bots/message.ts'
import type { Allowed, Line, Summary } from '../../api.ts'
import { useCell } from '../data/cell.ts'
import { useClock } from '../data/clock.ts'
import { useDesk } from '../data/desk.ts'
import { emptyDraft } from '../data/drafts.ts'
import { texts } from '../texts.ts'
import { allowedWords } from './allowedWords.ts'
import { Suggestions } from './suggestions.tsx'
import { Templates } from './templates.tsx'

/** Typing is told again at most this often, ms. */
const retell = 3000

/** Where a reply or a note is written. What is begun is kept until it is sent. */
export function Composer(props: {
  summary: Summary
  allowed: Allowed
  lines: Line[]
  taken: () => void
  epochNow: () => Promise<number>
}) {
  const { summary, lines } = props
  const { desk, me } = useDesk()
  const { id, epoch, mode, owner } = summary
  const cell = desk.drafts(id)
  const draft = useCell(cell)
  const writer = useCell(desk.typing)[id]
  const told = useRef(0)
  const taking = useRef(false)
  const mine = owner === `agent:${me.id}`
  const someoneElse = mode === 'human' && !mine
  const [choosing, setChoosing] = useState(false)
  const may = allowedWords(props.allowed, useClock())
  const held = draft.note
    ? null
    : mode === 'closed'
      ? texts.closedHint
      : someoneElse
        ? texts.hasIt(summary.ownerName ?? texts.somebody)
        : null
  const barred = held ?? (draft.note ? null : may.barred)
  const hint = barred ?? (draft.note ? null : may.hint)
  const cameIn =
    draft.text === '' || draft.note
      ? 0
      : lines.filter(({ position, event }) => event.type === 'message' && position > draft.since).length

  function write(text: string) {
    cell.set({
      ...draft,
      text,
      since: draft.text === '' ? (lines.at(-1)?.position ?? 0) : draft.since,
    })
    if (draft.note || Date.now() - told.current < retell) return
    told.current = Date.now()
    desk.live.say({ type: 'typing', conversation: id })
  }
  async function send() {
    const text = draft.text.trim()
    if (text === '' || barred !== null || taking.current) return
    if (draft.note) {
      cell.set(emptyDraft)
      const done = await desk.act(id, { type: 'note', epoch, text })
      if (!done)
        cell.set({ ...cell.get(), text: [text, cell.get().text].filter(Boolean).join('\n\n'), note: true })
      return
    }
    const seen = mine ? epoch : await take()
    if (seen === null) return
    cell.set(emptyDraft)
    await desk.reply(id, { type: 'reply', epoch: seen, message: { type: 'text', text } })
  }
  async function sendTemplate(message: Message) {
    const seen = mine ? epoch : await take()
    if (seen !== null) await desk.reply(id, { type: 'reply', epoch: seen, message })
  }
  /** The epoch after taking it; null when somebody else was first. */
  async function take(): Promise<number | null> {
    taking.current = true
    const done = await desk.act(id, { type: 'take', epoch })
    const now = done ? await props.epochNow() : null
    taking.current = false
    if (done) props.taken()
    return now
  }
  function press(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') event.currentTarget.blur()
    if (event.key !== 'Enter' || event.shiftKey) return
    event.preventDefault()
    void send()
  }
  return (
    <footer className="composer">
      <p role="status" className="writes">
        {writer !== undefined && texts.writes(writer)}
      </p>
      <Notice conversation={id} />
      {draft.text === '' && !draft.note && (mine || mode === 'waiting') && (
        <Suggestions
          conversation={id}
          lines={lines}
          choose={(text) => {
            write(text)
            document.getElementById('composer')?.focus()
          }}
        />
      )}
      {cameIn > 0 && (
        <p role="status" className="strip">
          <TriangleAlert size={14} aria-hidden />
          {texts.cameIn(cameIn)}
        </p>
      )}
      <form
        className={draft.note ? 'box note' : 'box'}
        onSubmit={(event) => {
          event.preventDefault()
          void send()
        }}
      >
        <textarea
          id="composer"
          dir="auto"
          rows={2}
          maxLength={draft.note ? 10_000 : 65_536}
          aria-label={draft.note ? texts.note : texts.reply}
          aria-describedby={hint === null ? undefined : 'barred'}
          placeholder={draft.note ? texts.noteHint : texts.replyHint}
          value={draft.text}
          onChange={(event) => write(event.target.value)}
          onKeyDown={press}
        />
        <div className="box-foot">
          <Switch note={draft.note} set={(note) => cell.set({ ...draft, note })} />
          {hint !== null && (
            <span id="barred" className="hint">
              {hint}
            </span>
          )}
          {held === null && !draft.note && may.templates && (
            <button type="button" className="button" onClick={() => setChoosing(true)}>
              <MessageSquareText size={15} aria-hidden />
              {texts.template}
            </button>
          )}
          <button
            type="submit"
            className="button main"
            disabled={draft.text.trim() === '' || barred !== null}
          >
            <SendHorizontal size={15} aria-hidden className="flips" />
            {draft.note ? texts.addNote : mine || barred !== null ? texts.send : texts.takeAndSend}
          </button>
        </div>
      </form>
      <Templates
        account={summary.account}
        open={choosing}
        close={() => setChoosing(false)}
        send={(message) => void sendTemplate(message)}
      />
    </footer>
  )
}

function Switch({ note, set }: { note: boolean; set: (note: boolean) => void }) {
  return (
    <div className="switch">
      <button type="button" aria-pressed={!note} onClick={() => set(false)}>
        <Reply size={13} aria-hidden className="flips" />
        {texts.reply}
      </button>
      <button type="button" aria-pressed={note} onClick={() => set(true)}>
        <Lock size={13} aria-hidden />
        {texts.note}
      </button>
    </div>
  )
}

function Notice({ conversation }: { conversation: string }) {
  const { desk } = useDesk()
  const text = useCell(desk.notices)[conversation]
  if (text === undefined) return null
  return (
    <div role="alert" className="strip">
      <span>{text}</span>
      <button
        type="button"
        className="button plain square small"
        aria-label={texts.close}
        onClick={() => desk.notice(conversation, null)}
      >
        <X size={14} aria-hidden />
      </button>
    </div>
  )
}
