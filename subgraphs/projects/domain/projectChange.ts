import type { ProjectEdit } from './projectInput.ts'

/** The editable fields of a project. */
type Editable = Required<Omit<ProjectEdit, 'description'>> & Pick<ProjectEdit, 'description'>

/** The fields that an edit changes; empty without a difference. */
export function changeOf(project: Editable, edit: ProjectEdit): ProjectEdit {
  const change: ProjectEdit = {}
  if (edit.name !== undefined && edit.name !== project.name) change.name = edit.name
  if (edit.description !== undefined && edit.description !== (project.description ?? null))
    change.description = edit.description
  if (edit.visibility !== undefined && edit.visibility !== project.visibility) change.visibility = edit.visibility
  if (edit.tags !== undefined && !sameTags(edit.tags, project.tags)) change.tags = edit.tags
  return change
}

const sameTags = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((tag, index) => tag === b[index])
