import { type Configuration, MySqlDriver } from '@mikro-orm/mysql'

/**
 * Texts and bytes without a length hold up to 64 KB in MySQL; mapped to long types, as large as in SQLite in practice.
 */
export class LongValuesDriver extends MySqlDriver {
  constructor(config: Configuration) {
    super(config)
    const platform = this.getPlatform()
    platform.getTextTypeDeclarationSQL = () => 'mediumtext'
    platform.getBlobDeclarationSQL = () => 'longblob'
  }
}
