import { useQueryClient } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { Summary } from '../../api.ts'
import { readEarlier } from '../data/conversation.ts'
import { useDesk } from '../data/desk.ts'
import { texts } from '../texts.ts'
import type { Row } from './rows.ts'
import { TranscriptRow } from './transcriptRow.tsx'

/** Near the end means at it, px: a half-visible last line still counts as read. */
const nearEnd = 80

/**
 * What was said, newest below. Older lines are read as one scrolls up and leave what is looked at where it is; new
 * ones are followed only by who is at the end, and else counted.
 */
export function Transcript(props: { conversation: Summary; rows: Row[]; more: boolean }) {
  const { conversation, rows, more } = props
  const { desk } = useDesk()
  const client = useQueryClient()
  const scroller = useRef<HTMLDivElement>(null)
  const [reading, setReading] = useState(false)
  const [atEnd, setAtEnd] = useState(true)
  const [seen, setSeen] = useState<string | undefined>()
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 72,
    getItemKey: (index) => rows[index]?.key ?? index,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: nearEnd,
    paddingStart: 40,
    paddingEnd: 12,
    gap: 8,
    overscan: 6,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the conversation is opened
  useEffect(() => list.scrollToEnd(), [])

  const last = rows.at(-1)?.key
  useEffect(() => {
    if (atEnd) setSeen(last)
  }, [atEnd, last])
  const unseen = rows.slice(rows.findLastIndex(({ key }) => key === seen) + 1)
  const fresh = atEnd ? 0 : unseen.filter((row) => row.kind === 'bubble').length

  async function scrolled() {
    const element = scroller.current
    if (element === null) return
    setAtEnd(element.scrollHeight - element.scrollTop - element.clientHeight < nearEnd)
    if (element.scrollTop > 400 || !more || reading) return
    setReading(true)
    await readEarlier(client, conversation.id).finally(() => setReading(false))
  }
  return (
    <div className="transcript">
      <div
        className="scroller"
        ref={scroller}
        onScroll={() => void scrolled()}
        role="log"
        aria-live="off"
        aria-label={texts.transcript}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        tabIndex={0}
      >
        <div className="tape" style={{ height: list.getTotalSize() }}>
          <p className="top">{more ? texts.earlierLoading : texts.begins}</p>
          {list.getVirtualItems().map((item) => {
            const row = rows[item.index]
            return (
              row && (
                <div
                  key={item.key}
                  ref={list.measureElement}
                  data-index={item.index}
                  className="line"
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  <TranscriptRow
                    row={row}
                    retry={(job) =>
                      void desk.act(conversation.id, { type: 'retry', epoch: conversation.epoch, job })
                    }
                  />
                </div>
              )
            )
          })}
        </div>
      </div>
      {!atEnd && (
        <button
          type="button"
          className="button to-end"
          aria-label={fresh > 0 ? undefined : texts.toEnd}
          onClick={() => list.scrollToEnd()}
        >
          {fresh > 0 && texts.newMessages(fresh)}
          <ArrowDown size={15} aria-hidden />
        </button>
      )}
      <Announcer rows={rows} />
    </div>
  )
}

/** Says each new message of the customer once; the log itself would be read anew at every scroll. */
function Announcer({ rows }: { rows: Row[] }) {
  const newest = rows.findLast((row) => row.kind === 'bubble' && row.side === 'customer')
  const [first] = useState(newest?.key)
  return (
    <div role="status" className="hidden">
      {newest?.kind === 'bubble' && newest.key !== first && newest.message.type === 'text'
        ? texts.saidNow(newest.name, newest.message.text)
        : ''}
    </div>
  )
}
