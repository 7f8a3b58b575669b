/** Titles of the contenders by file name; the first is the baseline. */
export const contenderTitles: Readonly<Record<string, string>> = {
  apollo: 'Apollo Server + ApolloGateway',
  hive: 'Hive Gateway, router runtime',
  handWritten: 'hand-written proxy',
  atelier: 'Atelier',
}
