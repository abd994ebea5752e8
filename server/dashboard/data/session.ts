import { useQuery } from '@tanstack/react-query'
import type { Me } from '../../api.ts'
import { call } from './wire.ts'

/** Who is logged in; null when nobody is. */
export function useSession() {
  return useQuery({
    queryKey: ['me'],
    queryFn: async () => (await call<{ me: Me | null }>('GET', '/api/login')).me,
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** Everybody who works here. */
export function usePeople() {
  return useQuery({
    queryKey: ['people'],
    queryFn: async () => (await call<{ items: Me[] }>('GET', '/api/people')).items,
  })
}

/** The queues a conversation may be passed to, with how many wait in each. */
export function useQueues() {
  return useQuery({
    queryKey: ['queues'],
    queryFn: async () =>
      (await call<{ items: { name: string; waiting: number }[] }>('GET', '/api/queues')).items,
  })
}
