/** Everything that is measured, by the names of the files here; the first is what the others are compared to. */
export const contenderTitles: Readonly<Record<string, string>> = {
  apollo: 'Apollo Server + ApolloGateway',
  hive: 'Hive Gateway, router runtime',
  handWritten: 'hand-written proxy',
  atelier: 'Atelier',
}
