import type { Parley } from '../../server/parley.ts'

/** Every route there is, out of the server's own table, such as ['POST', '/api/people']. */
export function routes({ app }: Parley): [method: string, path: string][] {
  const path: string[] = []
  return app
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line): [string, string][] => {
      const [, indent = '', part = '', methods = ''] = /^([│ ]*)[├└]── (\S+)(?: \((.+)\))?$/.exec(line) ?? []
      if (part === '') return []
      path.splice(indent.length / 4, path.length, part)
      return methods.split(', ').map((method) => [method, path.join('')])
    })
}
