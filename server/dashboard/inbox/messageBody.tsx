import { FileText, MapPin } from 'lucide-react'
import type { Message } from '../../../bots/message.ts'
import type { FileLine } from '../../api.ts'
import { Markdown } from '../parts/markdown.tsx'
import { safeUrl } from '../parts/safeUrl.ts'
import { texts } from '../texts.ts'
import { KeptFile } from './keptFile.tsx'

/** What a message says, whatever kind it is; `file` is where our server keeps what it came with. */
export function MessageBody({ message, file }: { message: Message; file?: FileLine & { url: string } }) {
  switch (message.type) {
    case 'text':
    case 'template':
      return <Markdown text={message.text} />
    case 'choice':
      return (
        <p>
          <span className="chip picked">{message.text}</span> <span className="hidden">({texts.picked})</span>
        </p>
      )
    case 'choices':
      return (
        <>
          <Markdown text={message.text} />
          <Choices choices={message.choices} />
        </>
      )
    case 'card':
      return (
        <>
          {message.image !== undefined && <Picture url={message.image} alt="" />}
          <p>
            <strong>{message.title}</strong>
          </p>
          {message.text !== undefined && <Markdown text={message.text} />}
          <Choices choices={message.choices} />
        </>
      )
    case 'media':
      return file ? <KeptFile message={message} file={file} /> : <Media message={message} />
    case 'location': {
      const { latitude, longitude, label } = message
      return (
        <a
          className="file"
          href={`https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`}
          target="_blank"
          rel="noopener noreferrer"
        >
          <MapPin size={16} aria-hidden />
          <span>
            {label ?? `${latitude}, ${longitude}`} · {texts.place}
          </span>
        </a>
      )
    }
  }
}

function Choices({ choices }: { choices: { value: string; text: string }[] }) {
  return (
    <ul className="chips">
      {choices.map(({ value, text }) => (
        <li key={value} className="chip">
          {text}
        </li>
      ))}
    </ul>
  )
}

function Media({ message }: { message: Extract<Message, { type: 'media' }> }) {
  const { kind, url, name, alt } = message
  const safe = safeUrl(url)
  if (safe === null) return <em>{texts.badMedia}</em>
  if (kind === 'image') {
    return (
      <>
        <a href={safe} target="_blank" rel="noopener noreferrer">
          <Picture url={url} alt={alt ?? name ?? texts.openMedia.image} />
        </a>
        {alt !== undefined && <p>{alt}</p>}
      </>
    )
  }
  if (kind === 'audio') {
    // biome-ignore lint/a11y/useMediaCaption: a customer's voice note comes without captions
    return <audio controls preload="none" src={safe} />
  }
  if (kind === 'video') {
    // biome-ignore lint/a11y/useMediaCaption: a customer's video comes without captions
    return <video controls preload="metadata" src={safe} />
  }
  return (
    <a className="file" href={safe} target="_blank" rel="noopener noreferrer">
      <FileText size={16} aria-hidden />
      <span>{name ?? alt ?? texts.openMedia.file}</span>
    </a>
  )
}

function Picture({ url, alt }: { url: string; alt: string }) {
  const safe = safeUrl(url)
  return safe === null ? <em>{texts.badMedia}</em> : <img src={safe} alt={alt} loading="lazy" />
}
