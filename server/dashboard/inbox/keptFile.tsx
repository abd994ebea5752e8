import { Download, FileText, RotateCw } from 'lucide-react'
import { useState } from 'react'
import type { Message } from '../../../bots/message.ts'
import type { FileLine } from '../../api.ts'
import { texts } from '../texts.ts'

/** A file that a customer sent, as our own server keeps it; one that could not be had says so, and can be asked for again. */
export function KeptFile(props: {
  message: Extract<Message, { type: 'media' }>
  file: FileLine & { url: string }
}) {
  const { message, file } = props
  const [tried, setTried] = useState(0)
  const [failed, setFailed] = useState(file.status === 'failed')
  const url = tried === 0 ? file.url : `${file.url}?again=${tried}`
  const { kind, name, alt } = message
  const words = alt === undefined ? null : <p>{alt}</p>
  if (file.status === 'gone') return <em>{texts.unsent}</em>
  if (failed) {
    const again = () => {
      setTried(tried + 1)
      setFailed(false)
    }
    return (
      <>
        <p className="delivery bad">
          {texts.noFile(name ?? texts.openMedia[kind], tried === 0 ? file.reason : undefined)}
          <button type="button" className="button small" onClick={again}>
            <RotateCw size={13} aria-hidden />
            {texts.retry}
          </button>
        </p>
        {words}
      </>
    )
  }
  const lost = () => setFailed(true)
  if (kind === 'image' && isShown('image', file)) {
    return (
      <>
        <a href={url} target="_blank" rel="noopener noreferrer">
          <img src={url} alt={alt ?? name ?? texts.openMedia.image} loading="lazy" onError={lost} />
        </a>
        {words}
      </>
    )
  }
  if (kind === 'audio' && isShown('audio', file)) {
    // biome-ignore lint/a11y/useMediaCaption: a customer's voice note comes without captions
    return <audio controls preload="metadata" src={url} onError={lost} />
  }
  if (kind === 'video' && isShown('video', file)) {
    return (
      <>
        {/* biome-ignore lint/a11y/useMediaCaption: a customer's video comes without captions */}
        <video controls preload="metadata" src={url} onError={lost} />
        {words}
      </>
    )
  }
  return (
    <>
      <a className="file" href={url} download={name ?? ''}>
        <FileText size={16} aria-hidden />
        <span>{[name ?? texts.openMedia[kind], aboutOf(file)].filter(Boolean).join(' · ')}</span>
        <Download size={14} aria-hidden />
      </a>
      {words}
    </>
  )
}

/** Whether its bytes are what was told; before they are here, it is taken for it. */
function isShown(kind: 'image' | 'audio' | 'video', { type }: FileLine): boolean {
  if (type === undefined) return true
  return type.startsWith(`${kind}/`) || (kind === 'audio' && type === 'video/mp4')
}

function aboutOf({ type, size }: FileLine): string {
  const kind = type === 'application/octet-stream' ? '' : (type?.split(/[/;]/)[1] ?? '')
  return [kind, size === undefined ? '' : sizeWords(size)].filter(Boolean).join(', ')
}

function sizeWords(size: number): string {
  const [value, unit] = size < 1_000_000 ? [size / 1000, 'kilobyte'] : [size / 1_000_000, 'megabyte']
  const format = { style: 'unit', unit, maximumFractionDigits: value < 10 ? 1 : 0 } as const
  return new Intl.NumberFormat(texts.language, format).format(value)
}
