/** @jsxImportSource preact */
import type { Texts } from '../texts.ts'
import { Icon } from './icon.tsx'

/** Where the visitor writes: Enter sends, Shift+Enter makes a line, and an input method's Enter does neither. */
export function Composer(props: { texts: Texts; send: (text: string) => void; typing: () => void }) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        const field = event.currentTarget.querySelector('textarea')
        const text = field?.value.trim()
        if (!field || !text) return
        props.send(text)
        field.value = ''
        field.focus()
      }}
    >
      <textarea
        rows={1}
        dir="auto"
        maxLength={8000}
        enterkeyhint="send"
        aria-label={props.texts.placeholder}
        placeholder={props.texts.placeholder}
        onInput={props.typing}
        onKeyDown={(event) => {
          // 229: Safari ends a composition before it tells of its Enter.
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return
          event.preventDefault()
          event.currentTarget.form?.requestSubmit()
        }}
      />
      <button type="submit" class="send" aria-label={props.texts.send}>
        <Icon name="send" flip />
      </button>
    </form>
  )
}
