package dev.patchbay.app;

import dev.patchbay.testing.RealMysql;

/** MySQL 5.7, whose accounts prove themselves by {@code mysql_native_password}. */
class OldMysqlTest extends RealMysqlContract {
  OldMysqlTest() {
    super("mysql_native_password");
  }

  @Override
  RealMysql newServer() throws Exception {
    return RealMysql.old();
  }
}
