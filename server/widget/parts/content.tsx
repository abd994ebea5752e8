/** @jsxImportSource preact */
import type { Choice, Message } from '../../../bots/message.ts'
import { markdown, plain, safeUrl } from '../markdown.ts'
import type { Texts } from '../texts.ts'
import { Out, Prose } from './prose.tsx'

interface Content {
  message: Message
  /** Written by the visitor: shown as it was typed. */
  own: boolean
  /** Where relative addresses lead. */
  base: string
  texts: Texts
}

/** What a message shows inside its bubble. */
export function Content({ message, own, base, texts }: Content) {
  switch (message.type) {
    case 'text':
    case 'choice':
    case 'choices':
      return <Prose pieces={own ? plain(message.text) : markdown(message.text)} />
    case 'media':
      return <Media media={message} base={base} texts={texts} />
    case 'card': {
      const image = message.image === undefined ? null : safeUrl(message.image, base)
      return (
        <div class="card">
          {image !== null && <img src={image} alt="" loading="lazy" />}
          <p>
            <strong>{message.title}</strong>
          </p>
          {message.text !== undefined && <Prose pieces={markdown(message.text)} />}
        </div>
      )
    }
    case 'location': {
      const { latitude, longitude, label } = message
      const url = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`
      return (
        <>
          {label !== undefined && <p>{label}</p>}
          <p>
            <Out url={url}>{texts.place}</Out>
          </p>
        </>
      )
    }
  }
}

/** The answers a message offers: buttons while the question is open, afterwards only a record of them. */
export function Answers(props: {
  choices: readonly Choice[]
  open: boolean
  label: string
  pick: (choice: Choice) => void
}) {
  if (props.choices.length === 0) return null
  return (
    <ul class="answers" aria-label={props.label}>
      {props.choices.map((choice) => (
        <li key={choice.value}>
          {props.open ? (
            <button type="button" dir="auto" onClick={() => props.pick(choice)}>
              {choice.text}
            </button>
          ) : (
            <span dir="auto">{choice.text}</span>
          )}
        </li>
      ))}
    </ul>
  )
}

/** A page's own policy may forbid what we would show: a link to it is always there. */
function Media({ media, base, texts }: { media: Media; base: string; texts: Texts }) {
  const url = safeUrl(media.url, base)
  const name = media.name ?? texts[media.kind]
  const about = media.alt === undefined ? null : <Prose pieces={markdown(media.alt)} />
  if (url === null) return about ?? <p>{name}</p>
  if (media.kind === 'image') {
    return (
      <Out url={url}>
        <img src={url} alt={media.alt ?? name} loading="lazy" />
      </Out>
    )
  }
  return (
    <>
      {/* biome-ignore lint/a11y/useMediaCaption: what is said in it is not known as text */}
      {media.kind === 'audio' && <audio src={url} controls preload="metadata" aria-label={name} />}
      {/* biome-ignore lint/a11y/useMediaCaption: what is said in it is not known as text */}
      {media.kind === 'video' && <video src={url} controls preload="metadata" aria-label={name} />}
      <p>
        <Out url={url}>{name}</Out>
      </p>
      {about}
    </>
  )
}
type Media = Extract<Message, { type: 'media' }>
