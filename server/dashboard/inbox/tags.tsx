import type { FormEvent } from 'react'
import type { Summary } from '../../api.ts'
import { useDesk } from '../data/desk.ts'
import { Field, textIn } from '../parts/field.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { texts } from '../texts.ts'

/** Changes the tags of a conversation. */
export function Tags({ open, close, summary }: { open: boolean; close: () => void; summary: Summary }) {
  const { desk } = useDesk()

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const wanted = textIn(new FormData(event.currentTarget), 'tags')
      .split(',')
      .map((tag) => tag.trim().slice(0, 50))
      .filter(Boolean)
    const add = wanted.filter((tag) => !summary.tags.includes(tag))
    const remove = summary.tags.filter((tag) => !wanted.includes(tag))
    if (add.length + remove.length > 0) {
      await desk.act(summary.id, { type: 'tag', epoch: summary.epoch, add, remove })
    }
    close()
  }
  return (
    <Sheet open={open} close={close} title={texts.tags}>
      <form onSubmit={(event) => void submit(event)} className="stack">
        <Field name="tags" label={texts.tags} hint={texts.tagsHint} defaultValue={summary.tags.join(', ')} />
        <div className="buttons">
          <button type="button" className="button" onClick={close}>
            {texts.cancel}
          </button>
          <button type="submit" className="button main">
            {texts.save}
          </button>
        </div>
      </form>
    </Sheet>
  )
}
