#include "rpc/status.hpp"

#include <gtest/gtest.h>

namespace pawl::rpc
{
namespace
{
using chain::Failure;
using chain::FailureKind;

TEST(status, says_whose_fault_it_was)
{
    EXPECT_EQ(to_status({FailureKind::bad_input, ""}).error_code(),
              grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_EQ(to_status({FailureKind::refused, ""}).error_code(),
              grpc::StatusCode::FAILED_PRECONDITION);
    EXPECT_EQ(to_status({FailureKind::busy, ""}).error_code(),
              grpc::StatusCode::RESOURCE_EXHAUSTED);
    EXPECT_EQ(to_status({FailureKind::node_fault, ""}).error_code(), grpc::StatusCode::INTERNAL);
    EXPECT_EQ(to_status({FailureKind::stopped, ""}).error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST(status, a_client_takes_an_answer_for_what_it_was)
{
    for (const FailureKind kind :
         {FailureKind::bad_input, FailureKind::refused, FailureKind::not_found,
          FailureKind::out_of_range, FailureKind::conflict, FailureKind::busy, FailureKind::stopped,
          FailureKind::cancelled, FailureKind::unsupported, FailureKind::node_fault})
    {
        const Failure back = to_failure(to_status({kind, "why"}));
        EXPECT_EQ(back.kind, kind);
        EXPECT_EQ(back.text, "why");
    }
}

TEST(status, a_code_that_nobody_sends_is_the_nodes_fault)
{
    EXPECT_EQ(to_failure({grpc::StatusCode::DATA_LOSS, "x"}).kind, FailureKind::node_fault);
}
} // namespace
} // namespace pawl::rpc
