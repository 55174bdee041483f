package dev.patchbay.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AgreementTest {
  private static final Opinion A0 = new Opinion("a", "db/0");
  private static final Opinion A1 = new Opinion("a", "db/1");
  private static final Opinion B0 = new Opinion("b", "db/0");
  private static final Opinion B1 = new Opinion("b", "db/1");

  @Test
  void after_sameNode_isAgreement() {
    Agreement agreement = rounds(List.of(A0, B0), List.of(A1, B1));

    assertThat(agreement.disagreement()).isEmpty();
    assertThat(agreement.unsettled()).isFalse();
  }

  @Test
  void after_oneDifference_isAFailover() {
    Agreement agreement = rounds(List.of(A0, B0), List.of(A0, B1));

    assertThat(agreement.disagreement()).isEmpty();
    assertThat(agreement.unsettled()).isFalse();
  }

  @Test
  void after_differencesWithAgreementBetween_areFailovers() {
    Agreement agreement = rounds(List.of(A0, B1), List.of(A1, B1), List.of(A1, B0));

    assertThat(agreement.disagreement()).isEmpty();
  }

  @Test
  void after_twoDifferences_isDisagreement_andStaysOne() {
    Agreement agreement = rounds(List.of(A0, B1), List.of(A0, B1));
    assertThat(agreement.disagreement()).containsExactly(A0, B1);
    assertThat(agreement.unsettled()).isTrue();

    agreement = agreement.after(List.of(A1, B0));

    assertThat(agreement.disagreement()).containsExactly(A1, B0);
    assertThat(agreement.unsettled()).isTrue();
  }

  @Test
  void after_disagreement_oneAloneIsNoAgreement() {
    Agreement agreement = rounds(List.of(A0, B1), List.of(A0, B1), List.of(A0));
    assertThat(agreement.disagreement()).isEmpty();
    assertThat(agreement.unsettled()).isTrue();

    agreement = agreement.after(List.of(A0, B0));

    assertThat(agreement.unsettled()).isFalse();
  }

  @Test
  void after_nobody_isNothing() {
    assertThat(rounds(List.of(), List.of(A0))).isEqualTo(new Agreement(0, List.of(A0), false));
  }

  @SafeVarargs
  private static Agreement rounds(List<Opinion>... rounds) {
    Agreement agreement = Agreement.UNKNOWN;
    for (List<Opinion> round : rounds) {
      agreement = agreement.after(round);
    }
    return agreement;
  }
}
