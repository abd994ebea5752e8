import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Pencil } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import type { Json } from '../../../bots/message.ts'
import type { Detail } from '../../api.ts'
import { call, wordsOf } from '../data/wire.ts'
import { Pairs, pairsIn, pairsOf } from '../parts/pairs.tsx'
import { texts } from '../texts.ts'

/** What is known of the customer, to be looked at and put right. */
export function Contact({ contact, conversation }: { contact: Detail['contact']; conversation: string }) {
  const client = useQueryClient()
  const [editing, setEditing] = useState(false)
  const save = useMutation({
    mutationFn: (fields: Record<string, Json>) =>
      call<null>('PATCH', `/api/contacts/${encodeURIComponent(contact.id)}`, { fields }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['conversation', conversation] })
      setEditing(false)
    },
  })
  const known = pairsOf(contact.fields)
  const [pairs, setPairs] = useState(known)

  function submit(event: FormEvent) {
    event.preventDefault()
    const wanted = pairsIn(pairs)
    const removed = Object.keys(contact.fields).filter((name) => !(name in wanted))
    const changed = Object.entries(wanted).filter(
      ([name, value]) => known.find((pair) => pair.name === name)?.value !== value,
    )
    save.mutate(Object.fromEntries([...changed, ...removed.map((name) => [name, null] as const)]))
  }
  return (
    <section>
      <header className="section-head">
        <h3>{texts.customer}</h3>
        {!editing && (
          <button
            type="button"
            className="button plain small"
            onClick={() => {
              setPairs(known)
              setEditing(true)
            }}
          >
            <Pencil size={13} aria-hidden />
            {texts.edit}
          </button>
        )}
      </header>
      {editing ? (
        <form onSubmit={submit} className="stack">
          <Pairs pairs={pairs} set={setPairs} />
          {save.isError && (
            <p role="alert" className="fault">
              {wordsOf(save.error)}
            </p>
          )}
          <div className="buttons">
            <button type="button" className="button" onClick={() => setEditing(false)}>
              {texts.cancel}
            </button>
            <button type="submit" className="button main" disabled={save.isPending}>
              {texts.save}
            </button>
          </div>
        </form>
      ) : known.length === 0 ? (
        <p className="hint">{texts.noFields}</p>
      ) : (
        <dl className="facts">
          {known.map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <bdi>{value}</bdi>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  )
}
