#pragma once

#include "integration/program.hpp"

namespace dexarb::testing {

/// A folder whose `state` holds the journal and the recording of a whole demo: seed 7, sixty blocks. It is played once
/// for a test program; every test has a copy of its own.
class ProgramWithJournal : public Program {
  protected:
    void SetUp() override;

    /// A verb that reads the journal.
    [[nodiscard]] ProcessEnd read(const std::string& verb, const Words& more = {}) const;
    /// What the demo printed under --json.
    [[nodiscard]] const std::string& demo_output() const;
};

}  // namespace dexarb::testing
