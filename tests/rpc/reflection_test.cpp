// What generic tools rely on: health and reflection, without our proto files.
#include "engine/interpreter/interpreter.hpp"
#include "rpc/node.hpp"
#include "rpc/verdict.hpp"

#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

namespace pawl::rpc
{
namespace
{
/// One unary call by its name with bytes on the wire.
std::string call_raw(const std::string& address, const std::string& method,
                     const std::string& request)
{
    grpc::GenericStub stub{grpc::CreateChannel(address, grpc::InsecureChannelCredentials())};
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds{10});
    grpc::CompletionQueue queue;
    const grpc::Slice slice{request};
    grpc::ByteBuffer sent{&slice, 1}, received;
    const auto call = stub.PrepareUnaryCall(&context, method, sent, &queue);
    call->StartCall();
    grpc::Status status;
    call->Finish(&received, &status, nullptr);
    void* tag = nullptr;
    bool ok = false;
    EXPECT_TRUE(queue.Next(&tag, &ok));
    EXPECT_TRUE(status.ok()) << status.error_message();
    grpc::Slice answer;
    EXPECT_TRUE(received.DumpToSingleSlice(&answer).ok());
    return {reinterpret_cast<const char*>(answer.begin()), answer.size()};
}

class Reflection : public ::testing::Test
{
protected:
    void SetUp() override
    {
        NodeOptions options;
        options.listen = "127.0.0.1:0";
        options.admin = "127.0.0.1:0";
        auto started = Node::start(chain::default_genesis("reflected", {}), options, executor_, {});
        ASSERT_TRUE(started) << started.error().text;
        node_ = *std::move(started);
    }

    Interpreter tier_;
    contract::Executor executor_{tier_, known_abis()};
    std::unique_ptr<Node> node_;
};

TEST_F(Reflection, health_is_serving)
{
    // grpc.health.v1.HealthCheckResponse: field 1 = SERVING (1).
    EXPECT_EQ(call_raw(node_->address(), "/grpc.health.v1.Health/Check", ""),
              (std::string{"\x08\x01", 2}));
    EXPECT_EQ(call_raw(node_->admin_address(), "/grpc.health.v1.Health/Check", ""),
              (std::string{"\x08\x01", 2}));
}

/// What reflection answers to one request.
std::string reflect(const std::string& address, const std::string& request)
{
    auto channel = grpc::CreateChannel(address, grpc::InsecureChannelCredentials());
    grpc::GenericStub stub{channel};
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds{10});
    grpc::CompletionQueue queue;
    const auto stream = stub.PrepareCall(
        &context, "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", &queue);
    void* tag = nullptr;
    bool ok = false;
    stream->StartCall(nullptr);
    EXPECT_TRUE(queue.Next(&tag, &ok));
    const grpc::Slice sent{request};
    stream->Write({&sent, 1}, nullptr);
    EXPECT_TRUE(queue.Next(&tag, &ok));
    grpc::ByteBuffer received;
    stream->Read(&received, nullptr);
    EXPECT_TRUE(queue.Next(&tag, &ok) && ok);
    grpc::Slice answer;
    EXPECT_TRUE(received.DumpToSingleSlice(&answer).ok());
    context.TryCancel();
    grpc::Status status;
    stream->Finish(&status, nullptr);
    EXPECT_TRUE(queue.Next(&tag, &ok));
    return {reinterpret_cast<const char*>(answer.begin()), answer.size()};
}

TEST_F(Reflection, every_service_that_is_listed_is_described)
{
    // ServerReflectionRequest: field 7, list_services = "".
    const std::string listed = reflect(node_->address(), std::string{"\x3A\x00", 2});
    for (const std::string service : {"pawl.v1.Code", "pawl.v1.Execution", "pawl.v1.Query",
                                      "pawl.v1.Gas", "grpc.health.v1.Health"})
    {
        EXPECT_THAT(listed, ::testing::HasSubstr(service));
        // Field 4, file_containing_symbol.
        const std::string file = reflect(
            node_->address(), "\x22" + std::string(1, static_cast<char>(service.size())) + service);
        // A message of the service's package stands in the file that comes back.
        EXPECT_THAT(file, ::testing::HasSubstr("Request")) << service;
        EXPECT_THAT(file, ::testing::Not(::testing::HasSubstr("not found"))) << service;
    }
}
} // namespace
} // namespace pawl::rpc
