import { type GraphQLSchema, parse, validate } from 'graphql'

/** What GraphiQL shows first: from an account to pictures, an operation for each step. */
export const EXAMPLE = `# From an account to pictures: run the operations below one after the other, each by its name in the menu of ▶.

# 1. Register, or sign in by \`login\`. Copy \`accessToken\` from the result and put it into the tab "Headers" below the editor:
#    {"authorization": "Bearer <accessToken>"}
mutation Register {
  register(input: { username: "ada", password: "correct horse battery" }) {
    session { accessToken }
    userErrors { code message }
  }
}

# 2. Create a project. Put its id into the tab "Variables": {"project": "<id>"}
mutation CreateProject {
  createProject(input: { name: "Posters" }) {
    project { id }
    userErrors { code message }
  }
}

# 3. Ask for a picture. Add the id of the task to the variables: {"project": "<id>", "task": "<id>"}
mutation Generate($project: ID!) {
  generateDesign(input: { projectId: $project, prompt: "a lighthouse at dusk" }) {
    task { id status }
    userErrors { code message }
  }
}

# 4. Watch it, until there is the address of the picture.
subscription Watch($task: ID!) {
  taskUpdated(id: $task) {
    status
    progress
    artifacts { url }
  }
}
`

/** The example, where the graph has its fields; another graph gets the editor's own greeting. */
export const firstTabFor = (schema: GraphQLSchema): string | undefined =>
  validate(schema, parse(EXAMPLE)).length === 0 ? EXAMPLE : undefined
