import '@fontsource-variable/inter/index.css'
import './look/look.css'
import { DirectionProvider } from '@base-ui/react/direction-provider'
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { createTheme } from './data/theme.ts'
import { Refused } from './data/wire.ts'
import { texts } from './texts.ts'

const client = new QueryClient({
  queryCache: new QueryCache({
    // A session that ended anywhere ends everywhere; what is being written is kept.
    onError(error) {
      if (error instanceof Refused && error.status === 401) client.setQueryData(['me'], null)
    },
  }),
  defaultOptions: {
    queries: {
      // The live line keeps what is shown fresh; looking again at each focus would only load the server.
      refetchOnWindowFocus: false,
      staleTime: 30_000,
      retry: (count, error) => count < 2 && !(error instanceof Refused && error.status >= 400),
    },
  },
})
document.documentElement.lang = texts.language
document.documentElement.dir = texts.direction
const root = document.getElementById('root')
if (root === null) throw new Error('The page has no place for the dashboard')
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <DirectionProvider direction={texts.direction}>
        <App theme={createTheme()} />
      </DirectionProvider>
    </QueryClientProvider>
  </StrictMode>,
)
