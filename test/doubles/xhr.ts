/** As much of a browser's XMLHttpRequest, over fetch, as the Direct Line client asks for. */
export class Xhr {
  readyState = 0
  status = 0
  response: unknown = null
  responseType = ''
  timeout = 0
  onreadystatechange: (() => void) | null = null
  #request: { method: string; url: string } = { method: 'GET', url: '' }
  #headers: Record<string, string> = {}
  #stop = new AbortController()

  open(method: string, url: string): void {
    this.#request = { method, url }
    this.readyState = 1
  }
  setRequestHeader(name: string, value: string): void {
    this.#headers[name] = value
  }
  getAllResponseHeaders(): string {
    return ''
  }
  abort(): void {
    this.#stop.abort()
  }
  send(body?: string): void {
    const { method, url } = this.#request
    const init = { method, headers: this.#headers, signal: this.#stop.signal }
    void fetch(url, body === undefined ? init : { ...init, body })
      .then(async (answer) => {
        this.response = await answer.json()
        this.status = answer.status
      })
      .catch(() => undefined) // status 0, as in a browser
      .then(() => {
        this.readyState = 4
        if (!this.#stop.signal.aborted) this.onreadystatechange?.()
      })
  }
}
