/** The first letter of a name, as a quiet picture of the person. */
export function Face({ name }: { name: string }) {
  const [first] = new Intl.Segmenter().segment(name.trim())
  return (
    <span className="face" aria-hidden>
      {first?.segment.toUpperCase() ?? '?'}
    </span>
  )
}
